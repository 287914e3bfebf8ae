namespace Sluice.Loading.ClickHouse;

/// <summary>What a server allows.</summary>
/// <param name="MemoryBytes"><c>max_server_memory_usage</c>; 0 is no limit.</param>
/// <param name="Queries"><c>max_concurrent_queries</c>; 0 is no limit.</param>
internal sealed record ServerLimits(long MemoryBytes, long Queries);
