using Sluice.Topology;

namespace Sluice.Watching.Alarms;

/// <summary>An alarm that came into another state.</summary>
/// <param name="Rule">Its rule.</param>
/// <param name="Before">The state that it was in.</param>
/// <param name="BeforeSince">Since when it was.</param>
/// <param name="Now">How it stands now.</param>
internal sealed record AlarmChange(AlarmRule Rule, AlarmState Before, DateTimeOffset BeforeSince, AlarmStatus Now);
