using Sluice.Topology;

namespace Sluice.Watching.Alarms;

/// <summary>An alarm of a domain.</summary>
/// <param name="Name">Name in the specification, such as <c>LoadLatencyHigh</c>.</param>
/// <param name="Domain">Its domain.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="State">Whether it is on.</param>
/// <param name="Since">When it came into that state.</param>
/// <param name="Value">The latest period's statistic, in the metric's unit; null when there is none.</param>
/// <param name="Threshold">What it is compared with.</param>
internal sealed record AlarmStatus(string Name, string Domain, AlarmPriority Priority, AlarmState State, DateTimeOffset Since, double? Value, double Threshold);
