using Sluice.Bench.Compare.Contenders;

namespace Sluice.Bench.Compare.Results;

/// <summary>How one contender did in one round.</summary>
/// <param name="Contender">Its name.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Parts">Parts that its inserts made in the table.</param>
/// <param name="ServerCpu">Processor time of ClickHouse meanwhile.</param>
/// <param name="Agent">What the agent took, where it was the agent.</param>
internal sealed record Turn(string Contender, TimeSpan Elapsed, long Parts, TimeSpan ServerCpu, AgentUse? Agent);
