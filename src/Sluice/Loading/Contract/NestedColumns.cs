namespace Sluice.Loading.Contract;

/// <summary>A table keeps <c>n Nested(a …, b …)</c> as the columns <c>n.a</c> and <c>n.b</c>, and ClickHouse fills them from a file's array of tuples <c>n</c>.</summary>
internal static class NestedColumns
{
    /// <summary>The file's columns as the table can take them: such an array of tuples becomes one array per element.</summary>
    public static IReadOnlyList<FileColumn> Flatten(IReadOnlyList<FileColumn> file, IReadOnlySet<string> table) =>
        [.. file.SelectMany(column => Elements(column) is { } elements && IsFlat(column, elements, table) ? elements : [column])];

    private static bool IsFlat(FileColumn column, IEnumerable<FileColumn> elements, IReadOnlySet<string> table) =>
        !table.Contains(column.Name) && elements.Any(element => table.Contains(element.Name));

    private static List<FileColumn>? Elements(FileColumn column) =>
        TypeName.Parse(column.Type) is { Name: "Array", Inner: { Name: "Tuple" } tuple }
            ? [.. tuple.Arguments.Select(element => new FileColumn($"{column.Name}.{element.Label}", $"Array({element.Type})"))]
            : null;
}
