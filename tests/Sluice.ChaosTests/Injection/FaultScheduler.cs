using System.Collections.Concurrent;
using Sluice.ChaosTests.Plan;
using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;
using Sluice.Sandbox.Faults;

namespace Sluice.ChaosTests.Injection;

/// <summary>Brings planned faults together with the requests that they wait for.</summary>
internal sealed class FaultScheduler(Workload workload, Striker striker, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<ArmedFault> _armed = [];
    private readonly ConcurrentDictionary<ProtocolStep, int> _seen = new();
    private readonly ConcurrentDictionary<ProtocolStep, bool> _missed = new();

    /// <summary>How often each step was seen.</summary>
    public IReadOnlyDictionary<ProtocolStep, int> Seen => _seen;

    /// <summary>Whether the step has been waited for in vain and never been seen: this agent has none.</summary>
    public bool IsUnknown(ProtocolStep step) => _missed.ContainsKey(step) && !_seen.ContainsKey(step);

    /// <summary>The fault for a request of that agent, if one waits for it.</summary>
    public IFault? Decide(AgentRunner agent, SandboxRequest request)
    {
        var seen = SeenRequest.Of(request);
        if (seen.Steps.IsEmpty)
        {
            return null;
        }

        foreach (var step in seen.Steps)
        {
            _seen.AddOrUpdate(step, 1, (_, count) => count + 1);
        }

        lock (_gate)
        {
            if (_armed.Find(armed => armed.Meets(seen, workload)) is not { } met)
            {
                return null;
            }

            _armed.Remove(met);
            return Fault.Of(call => InjectAsync(met, agent, seen, call));
        }
    }

    /// <summary>Injects a fault at its step.</summary>
    /// <returns>Whether the step came in time.</returns>
    public async Task<bool> InjectAsync(PlannedFault fault, CancellationToken stop)
    {
        var armed = new ArmedFault(fault);
        Arm(armed);
        try
        {
            await armed.Injected.WaitAsync(Timings.StepPatience, time, stop);
            return true;
        }
        catch (TimeoutException) when (Disarm(armed))
        {
            _missed[fault.Step] = true;
            return false;
        }
        catch (TimeoutException)
        {
            // Met, and at work.
            await armed.Injected.WaitAsync(stop);
            return true;
        }
        catch (OperationCanceledException)
        {
            Disarm(armed);
            throw;
        }
    }

    private void Arm(ArmedFault armed)
    {
        lock (_gate)
        {
            _armed.Add(armed);
        }
    }

    private bool Disarm(ArmedFault armed)
    {
        lock (_gate)
        {
            return _armed.Remove(armed);
        }
    }

    private async Task InjectAsync(ArmedFault armed, AgentRunner agent, SeenRequest seen, FaultyCall call)
    {
        try
        {
            if (await striker.InjectAsync(armed.Fault, agent, seen, call))
            {
                armed.Done(null);
            }
            else
            {
                Arm(armed);
            }
        }
        catch (OperationCanceledException) when (call.ClientGone.IsCancellationRequested)
        {
            // Another fault took the agent away: this one has had its effect all the same.
            armed.Done(null);
        }
#pragma warning disable CA1031 // Told to whoever armed it
        catch (Exception e)
#pragma warning restore CA1031
        {
            armed.Done(e);
            call.Reset();
        }
    }
}
