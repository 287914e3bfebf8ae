namespace Sluice.Topology;

/// <summary>One place in a configuration: a value, or a section of further settings.</summary>
internal sealed class Setting(string path)
{
    private readonly SortedDictionary<string, Setting> _children = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Where, with <c>:</c> between the keys.</summary>
    public string Path { get; } = path;

    /// <summary>The last key of the path.</summary>
    public string Key => Path[(Path.LastIndexOf(':') + 1)..];

    public string? Value { get; private set; }

    public IReadOnlyCollection<Setting> Children => _children.Values;

    /// <summary>Builds the tree of a configuration's values, which come as <c>IConfiguration.AsEnumerable()</c> gives them.</summary>
    public static Setting Tree(IEnumerable<KeyValuePair<string, string?>> values)
    {
        var root = new Setting("");
        foreach (var (path, value) in values)
        {
            root.At(path).Value = value;
        }

        return root;
    }

    private Setting At(string path)
    {
        var setting = this;
        foreach (var key in path.Split(':'))
        {
            if (!setting._children.TryGetValue(key, out var child))
            {
                child = new Setting(setting.Path.Length == 0 ? key : $"{setting.Path}:{key}");
                setting._children.Add(key, child);
            }

            setting = child;
        }

        return setting;
    }
}
