using Sluice.ChaosTests.Plan;

namespace Sluice.ChaosTests.Injection;

/// <summary>What became of the plan so far.</summary>
internal sealed class FaultTally
{
    private readonly Lock _gate = new();
    private readonly List<PlannedFault> _injected = [];
    private readonly List<PlannedFault> _unmet = [];

    /// <summary>Faults that were injected.</summary>
    public IReadOnlyList<PlannedFault> Injected
    {
        get
        {
            lock (_gate)
            {
                return [.. _injected];
            }
        }
    }

    /// <summary>Faults whose step did not come.</summary>
    public IReadOnlyList<PlannedFault> Unmet
    {
        get
        {
            lock (_gate)
            {
                return [.. _unmet];
            }
        }
    }

    /// <summary>How many were injected.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _injected.Count;
            }
        }
    }

    /// <summary>Notes what became of one.</summary>
    public void Add(PlannedFault fault, bool injected)
    {
        lock (_gate)
        {
            (injected ? _injected : _unmet).Add(fault);
        }
    }
}
