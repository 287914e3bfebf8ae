namespace Sluice.Bench.Compare.World;

/// <summary>Objects to load.</summary>
/// <param name="Name">Name, which tables and keys begin with.</param>
/// <param name="Domain">Domain of the objects, and database of the tables.</param>
/// <param name="Objects">Number of objects.</param>
/// <param name="RowsPerObject">Rows of each.</param>
internal sealed record Workload(string Name, string Domain, int Objects, int RowsPerObject)
{
    /// <summary>About 60 KB each.</summary>
    public static Workload Small { get; } = new("small", "market", 1000, 1_650);

    /// <summary>About 7 MB each, the size of the specification's market data.</summary>
    public static Workload Middle { get; } = new("middle", "market", 60, 285_000);

    /// <summary>About 150 MB each, in the domain of the specification's largest objects.</summary>
    public static Workload Large { get; } = new("large", "analytics", 4, 6_000_000);

    /// <summary>As small as a rule lets through: what counts is their number.</summary>
    public static Workload Tiny { get; } = new("tiny", "market", 200, 5);
}
