using Sluice.ChaosTests.Plan;
using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Injection;

/// <summary>A fault that waits for its step.</summary>
internal sealed class ArmedFault(PlannedFault fault)
{
    private readonly TaskCompletionSource _injected = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public PlannedFault Fault => fault;

    /// <summary>Ends when it has been injected, or fails as the injection did.</summary>
    public Task Injected => _injected.Task;

    /// <summary>Whether this request is what it waits for.</summary>
    public bool Meets(SeenRequest request, Workload workload) =>
        request.IsAt(fault.Step, fault.Table) && (fault.Kind != FaultKind.Overwrite || request.Objects.Any(workload.CanOverwrite));

    /// <summary>Says that it is over.</summary>
    public void Done(Exception? failure)
    {
        if (failure is null)
        {
            _injected.TrySetResult();
        }
        else
        {
            _injected.TrySetException(failure);
        }
    }
}
