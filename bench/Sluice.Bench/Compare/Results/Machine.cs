namespace Sluice.Bench.Compare.Results;

/// <summary>Where it was measured.</summary>
/// <param name="Date">When.</param>
/// <param name="Cores">Processors.</param>
/// <param name="MemoryBytes">Memory.</param>
/// <param name="ClickHouse">Version of ClickHouse.</param>
/// <param name="LoadBefore">Load average of the last minute before anything was started, or null where the system does not say.</param>
internal sealed record Machine(DateOnly Date, int Cores, long MemoryBytes, string ClickHouse, double? LoadBefore);
