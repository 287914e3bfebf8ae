namespace Sluice.Loading.Contract;

/// <summary>A column of the target table, as <c>system.columns</c> has it.</summary>
/// <param name="Name">Its name, case-sensitive.</param>
/// <param name="Type">Its type.</param>
/// <param name="Default">Where its value comes from when no row brings one.</param>
/// <param name="DefaultExpression">The expression, or empty.</param>
internal sealed record TableColumn(string Name, string Type, ColumnDefault Default = ColumnDefault.None, string DefaultExpression = "")
{
    /// <summary>Whether the table is sorted or partitioned by it, so that a range of its values leads to few of the rows.</summary>
    public bool IsInKey { get; init; }

    /// <summary>True when ClickHouse computes the column and refuses values for it.</summary>
    public bool IsComputed => Default is ColumnDefault.Materialized or ColumnDefault.Alias;

    /// <summary>Reads <c>default_kind</c>.</summary>
    /// <exception cref="ArgumentException">It is a kind that is not known here.</exception>
    public static ColumnDefault ParseDefaultKind(string kind) => kind switch
    {
        "" => ColumnDefault.None,
        "DEFAULT" => ColumnDefault.Default,
        "MATERIALIZED" => ColumnDefault.Materialized,
        "ALIAS" => ColumnDefault.Alias,
        "EPHEMERAL" => ColumnDefault.Ephemeral,
        _ => throw new ArgumentException($"ClickHouse names a default kind that Sluice does not know: {kind}", nameof(kind)),
    };
}
