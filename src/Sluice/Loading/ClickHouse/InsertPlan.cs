using System.Collections.Immutable;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>An INSERT that may be sent again: same objects, same token, same shape of block.</summary>
/// <param name="Target">The table.</param>
/// <param name="Columns">Columns that the objects fill, by name.</param>
/// <param name="Objects">The objects.</param>
/// <param name="Provenance">Column to fill with each object's load id, or null when the table has none.</param>
/// <param name="Token">The deduplication token.</param>
/// <param name="ServerVersion">ClickHouse's version.</param>
/// <param name="Deadline">Server time after which the statement refuses to start.</param>
/// <param name="MaxMemoryBytes">Most that it may take of the server's memory.</param>
/// <param name="Comment">What it is about, for whoever reads the query log.</param>
internal sealed record InsertPlan(
    TableName Target,
    ImmutableArray<string> Columns,
    ImmutableArray<InsertedObject> Objects,
    string? Provenance,
    string Token,
    string ServerVersion,
    DateTime Deadline,
    long MaxMemoryBytes,
    string Comment)
{
    /// <summary>What it is expected to take of the server's memory, and held to at first.</summary>
    public long MemoryBytes { get; init; } = MaxMemoryBytes;

    /// <summary>Whether ClickHouse has kept the objects since their footers were read (<see cref="PageCache"/>).</summary>
    public bool KeepsObjects { get; init; }

    /// <summary>The objects' columns with their types; null where nobody knows them.</summary>
    public string? Structure { get; init; }
}
