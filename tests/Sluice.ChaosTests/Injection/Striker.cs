using System.Diagnostics;
using Sluice.ChaosTests.Plan;
using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;
using Sluice.Sandbox.Faults;

namespace Sluice.ChaosTests.Injection;

/// <summary>Does what a planned fault says.</summary>
internal sealed class Striker(ServerKeeper server, Workload workload, Queues queues, TimeProvider time)
{
    /// <summary>At no step: a process is struck as it comes.</summary>
    public async Task StrikeAsync(PlannedFault fault, AgentRunner agent, CancellationToken stop)
    {
        await Task.Delay(fault.Pause, time, stop);
        await (fault.Kind switch
        {
            FaultKind.KillAgent => agent.KillAsync(),
            FaultKind.KillClickHouse => server.KillAsync(fault.Length),
            FaultKind.SuspendAgent => agent.SuspendAsync(fault.Length, stop),
            _ => throw new UnreachableException($"{fault.Kind} needs a step"),
        });
    }

    /// <summary>At a step's request.</summary>
    /// <returns>False when the request was not of the kind that it should meet after all: a receive that brought nothing.</returns>
    public async Task<bool> InjectAsync(PlannedFault fault, AgentRunner agent, SeenRequest seen, FaultyCall call)
    {
        switch (fault.Moment)
        {
            case Moment.Before:
                await BeforeAsync(fault, agent, seen, call);
                return true;
            case Moment.During:
                await DuringAsync(fault, agent, seen, call);
                return true;
            default:
                return await AfterAsync(fault, agent, seen, call);
        }
    }

    private async Task BeforeAsync(PlannedFault fault, AgentRunner agent, SeenRequest seen, FaultyCall call)
    {
        if (fault.Kind == FaultKind.Refuse)
        {
            await call.RefuseAsync();
        }
        else if (await HitAsync(fault, agent, seen, call))
        {
            await call.ForwardAsync();
            await call.AnswerAsync();
        }
        else
        {
            call.Reset();
        }
    }

    private async Task DuringAsync(PlannedFault fault, AgentRunner agent, SeenRequest seen, FaultyCall call)
    {
        var forwarding = call.ForwardAsync();
        await Task.Delay(fault.Pause, time, CancellationToken.None);
        var goesOn = await HitAsync(fault, agent, seen, call);
        if (!goesOn)
        {
            call.Reset();
        }

        await forwarding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (goesOn)
        {
            await call.AnswerAsync();
        }
    }

    private async Task<bool> AfterAsync(PlannedFault fault, AgentRunner agent, SeenRequest seen, FaultyCall call)
    {
        await call.ForwardAsync();
        if (fault.Step == ProtocolStep.Receive && MessageCopies.Bodies(call).Count == 0)
        {
            await call.AnswerAsync();
            return false;
        }

        if (fault.Kind is FaultKind.DeliverTwice or FaultKind.Redeliver)
        {
            await MessageCopies.SendAsync(call, queues.Client, fault.Length);
            await call.AnswerAsync();
        }
        else if (await HitAsync(fault, agent, seen, call))
        {
            await call.AnswerAsync();
        }
        else
        {
            call.Reset();
        }

        return true;
    }

    /// <summary>Strikes.</summary>
    /// <returns>Whether the request goes on afterwards.</returns>
    private async Task<bool> HitAsync(PlannedFault fault, AgentRunner agent, SeenRequest seen, FaultyCall call)
    {
        switch (fault.Kind)
        {
            case FaultKind.KillAgent:
                await agent.KillAsync();
                return false;
            case FaultKind.KillClickHouse:
                await server.KillAsync(fault.Length);
                return call.Request.Service != SandboxService.ClickHouse;
            case FaultKind.SuspendAgent:
                await agent.SuspendAsync(fault.Length, CancellationToken.None);
                return true;
            case FaultKind.Delay:
                await Task.Delay(fault.Length, time, call.ClientGone);
                return true;
            case FaultKind.Overwrite:
                await workload.OverwriteAsync(seen.Objects.First(workload.CanOverwrite));
                return true;
            default:
                return false;
        }
    }
}
