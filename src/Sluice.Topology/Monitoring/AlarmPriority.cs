namespace Sluice.Topology;

/// <summary>How urgent an alarm is (specification, CloudWatch Alarms; R11).</summary>
public enum AlarmPriority
{
    /// <summary>Data does not arrive: at once.</summary>
    P0,

    /// <summary>Data arrives late: soon.</summary>
    P1,
}
