namespace Sluice.Loading.ClickHouse;

/// <summary>Quoting. Everything that comes from a message or from the configuration passes through here on its way into a statement.</summary>
internal static class Sql
{
    /// <summary>A name in back-quotes.</summary>
    public static string Identifier(string name) => $"`{Escape(name).Replace("`", "\\`", StringComparison.Ordinal)}`";

    /// <summary>A string literal.</summary>
    public static string Literal(string value) => $"'{Escape(value).Replace("'", "\\'", StringComparison.Ordinal)}'";

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal);
}
