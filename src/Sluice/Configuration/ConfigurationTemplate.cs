namespace Sluice.Configuration;

/// <summary>The configuration that <c>sluice init</c> writes, and the JSON schema that editors check it with.</summary>
public static class ConfigurationTemplate
{
    /// <summary>File name of the schema, as the template refers to it.</summary>
    public const string SchemaFileName = "sluice.schema.json";

    /// <summary>A commented <c>sluice.json</c> with every setting and its default.</summary>
    public static string Text => Read("sluice.json");

    /// <summary>The JSON schema (draft 2020-12) of <c>sluice.json</c>.</summary>
    public static string Schema => Read(SchemaFileName);

    private static string Read(string name)
    {
        using var stream = typeof(ConfigurationTemplate).Assembly.GetManifestResourceStream($"Sluice.Configuration.{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
