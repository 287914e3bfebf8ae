using System.Collections.Immutable;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>How an object is staged.</summary>
/// <param name="Staging">The staging table.</param>
/// <param name="Columns">Columns that the object fills, with the target's types: what is staged is published as it is.</param>
/// <param name="Object">The object.</param>
/// <param name="Deadline">Server time after which the statement refuses to start.</param>
/// <param name="MemoryBytes">What it may take of the server's memory.</param>
/// <param name="Comment">What it is about, for whoever reads the query log.</param>
internal sealed record StagingPlan(
    TableName Staging, ImmutableArray<ColumnMapping> Columns, InsertedObject Object, DateTime Deadline, long MemoryBytes, string Comment)
{
    /// <summary>ClickHouse's version, where all shards of the cluster read the object and each stages what it has read; else null.</summary>
    public string? OverShardsOf { get; init; }

    /// <summary>The object's columns with their types; null where nobody knows them.</summary>
    public string? Structure { get; init; }
}
