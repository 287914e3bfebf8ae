namespace Sluice.Loading.ClickHouse;

/// <summary>What a server is busy with.</summary>
/// <param name="Queries">Queries that run.</param>
/// <param name="Merges">Merges that run.</param>
/// <param name="MemoryBytes">Memory that it accounts for.</param>
/// <param name="DelayedInserts">Inserts that it makes wait because their table has too many parts.</param>
internal sealed record ServerLoad(long Queries, long Merges, long MemoryBytes, long DelayedInserts = 0);
