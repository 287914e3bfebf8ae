using Sluice.ChaosTests.Plan;
using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Injection;

/// <summary>Injects faults, a few at once, until there were as many as asked for.</summary>
internal sealed class Assault(
    int faults,
    FaultPlan plan,
    FaultScheduler scheduler,
    Striker striker,
    ServerKeeper server,
    IReadOnlyList<AgentRunner> agents,
    FaultTally tally,
    Action<string> say) : IDisposable
{
    // So many faults can be under way at the same time.
    private const int Lanes = 3;

    private readonly IEnumerator<PlannedFault> _plan = plan.Faults().GetEnumerator();
    private readonly Lock _gate = new();
    private int _taken;

    public void Dispose() => _plan.Dispose();

    /// <summary>Runs to the last fault, or until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop) => await Task.WhenAll(Enumerable.Range(0, Lanes).Select(_ => LaneAsync(stop)));

    private async Task LaneAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested && Take() is { } fault)
        {
            var injected = await InjectAsync(fault, stop);
            tally.Add(fault, injected);
            if (!injected)
            {
                GiveBack();
            }

            say($"{(injected ? "injected" : "unmet   ")} {fault}");

            if (fault.Kind == FaultKind.KillClickHouse || server.Up.IsFaulted)
            {
                await server.Up.WaitAsync(stop);
            }
        }
    }

    private async Task<bool> InjectAsync(PlannedFault fault, CancellationToken stop)
    {
        if (scheduler.IsUnknown(fault.Step))
        {
            return false;
        }

        if (fault.Step != ProtocolStep.Any)
        {
            return await scheduler.InjectAsync(fault, stop);
        }

        await striker.StrikeAsync(fault, agents[fault.Agent], stop);
        return true;
    }

    private PlannedFault? Take()
    {
        lock (_gate)
        {
            if (_taken >= faults)
            {
                return null;
            }

            _taken++;
            _plan.MoveNext();
            return _plan.Current;
        }
    }

    private void GiveBack()
    {
        lock (_gate)
        {
            _taken--;
        }
    }
}
