namespace Sluice.Loading.ClickHouse;

/// <summary>What a server is busy with.</summary>
/// <param name="Queries">Queries that run.</param>
/// <param name="Merges">Merges that run.</param>
/// <param name="MemoryBytes">Memory that it accounts for.</param>
internal sealed record ServerLoad(long Queries, long Merges, long MemoryBytes);
