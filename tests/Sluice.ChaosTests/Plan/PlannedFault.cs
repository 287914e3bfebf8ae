using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Plan;

/// <summary>A fault of the plan.</summary>
/// <param name="Number">Place in the plan, from 1.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Step">At which step.</param>
/// <param name="Moment">When.</param>
/// <param name="Table">About which table, where the step names one and not any will do.</param>
/// <param name="Agent">Which agent, where no step says.</param>
/// <param name="Pause">How long after forwarding (<see cref="Moment.During"/>), or before a random moment.</param>
/// <param name="Length">How long it lasts: the suspension, the delay, ClickHouse's absence, until the redelivery.</param>
internal sealed record PlannedFault(
    int Number, FaultKind Kind, ProtocolStep Step, Moment Moment, ChaosTable? Table, int Agent, TimeSpan Pause, TimeSpan Length)
{
    public override string ToString()
    {
        var where = Step == ProtocolStep.Any ? $"agent {Agent + 1}" : $"{Moment} {Step}{(Table is null ? "" : $" of {Table}")}";
        return $"{Number} {Kind} {where}, pause {Pause.TotalMilliseconds:0} ms, length {Length.TotalMilliseconds:0} ms";
    }
}
