using Sluice.Admitting;
using Sluice.Topology;

namespace Sluice.Cli.Demo;

/// <summary>The user's own tree: <c>&lt;domain&gt;/&lt;table&gt;/&lt;partition&gt;/*.parquet</c>.</summary>
internal sealed class DirectorySource(string root, OperatorDatabase database)
{
    /// <summary>Looks at the tree without reading the files.</summary>
    /// <exception cref="CliException">There is no such directory, no Parquet in it, or a file outside of every domain.</exception>
    public static IReadOnlyList<string> FindFiles(string root)
    {
        if (!Directory.Exists(root))
        {
            throw new CliException(ExitCodes.BadInput, $"There is no directory {root}. --from takes one with <domain>/<table>/<partition>/*.parquet in it.");
        }

        root = Path.GetFullPath(root);
        var files = Directory.EnumerateFiles(root, "*" + PipelineLimits.KeySuffix, SearchOption.AllDirectories).Order(StringComparer.Ordinal).ToList();
        if (files.Count == 0)
        {
            throw new CliException(ExitCodes.BadInput, $"{root} has no {PipelineLimits.KeySuffix} file. Expected <domain>/<table>/<partition>/*.parquet in it.");
        }

        var domains = DefaultDomains.Create().Keys.Order(StringComparer.Ordinal).ToList();
        var stray = files.Where(file =>
            Key(root, file).Split('/') is not { Length: >= 4 } segments || !domains.Contains(segments[0]) || !ObjectKey.CanNameTable(segments[1])).ToList();
        return stray.Count == 0
            ? files
            : throw new CliException(
                ExitCodes.BadInput,
                $"{Count(stray.Count, "file is", "files are")} not at <domain>/<table>/<partition>/*.parquet with domain one of {string.Join(", ", domains)} and a table of letters, digits and underscores: "
                + string.Join(", ", stray.Take(3).Select(file => Key(root, file))) + (stray.Count > 3 ? ", …" : "") + ".");
    }

    public async Task<DemoData> PrepareAsync(IReadOnlyList<string> paths, CancellationToken cancellationToken)
    {
        var directory = Path.GetFullPath(root);
        var files = new ParquetFiles(database);
        var objects = new List<SourceObject>();
        var tooSmall = 0;
        foreach (var path in paths)
        {
            var bytes = Length(path);
            if (bytes <= PipelineLimits.MinObjectBytesExclusive)
            {
                tooSmall++;
                continue;
            }

            var key = Key(directory, path);
            var segments = key.Split('/');
            objects.Add(new SourceObject(segments[0], segments[1], key, path, bytes, await files.CountRowsAsync(path, cancellationToken)));
        }

        var tables = objects.GroupBy(file => (file.Domain, file.TableName))
            .Select(group => new SourceTable(group.Key.Domain, group.Key.TableName, [.. group])).ToList();
        foreach (var table in tables)
        {
            await files.CreateTableAsync(table, cancellationToken);
        }

        return new DemoData(tables, [.. Notes(tables, tooSmall)], Sample: null);
    }

    private static IEnumerable<string> Notes(List<SourceTable> tables, int tooSmall)
    {
        if (tooSmall > 0)
        {
            yield return $"{Count(tooSmall, "file is", "files are")} left out: the rule lets through only objects of more than {PipelineLimits.MinObjectBytesExclusive} bytes.";
        }

        foreach (var table in tables.Where(table => table.Objects.All(file => file.Rows is null)))
        {
            yield return $"Table {table.FullName} is not made: none of its files can be read as Parquet.";
        }
    }

    /// <summary>Of the file itself, where the path is a link.</summary>
    private static long Length(string path)
    {
        try
        {
            using var file = File.OpenHandle(path);
            return RandomAccess.GetLength(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException(ExitCodes.BadInput, $"{path} cannot be read: {e.Message}");
        }
    }

    private static string Key(string root, string path) => Path.GetRelativePath(root, path).Replace(Path.DirectorySeparatorChar, '/');

    private static string Count(int number, string one, string many) => $"{number} {(number == 1 ? one : many)}";
}
