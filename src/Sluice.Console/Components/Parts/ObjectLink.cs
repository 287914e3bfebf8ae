namespace Sluice.WebConsole.Components.Parts;

/// <summary>Where the story of an object is.</summary>
internal static class ObjectLink
{
    private const string Page = "/objects/";

    /// <summary>The name of the query value that holds keys which a path cannot: browsers take <c>.</c>, <c>..</c> and empty segments out of it, and routing reads <c>%2F</c> as a slash.</summary>
    public const string KeyQuery = "key";

    public static string To(string key)
    {
        var segments = key.Split('/');
        return segments.Any(segment => segment is "" or "." or "..") || key.Contains('\\', StringComparison.Ordinal) || key.Contains("%2F", StringComparison.OrdinalIgnoreCase)
            ? $"{Page}-?{KeyQuery}={Uri.EscapeDataString(key)}"
            : Page + string.Join('/', segments.Select(Uri.EscapeDataString));
    }
}
