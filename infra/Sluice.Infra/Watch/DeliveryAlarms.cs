using Sluice.Topology;

namespace Sluice.Infra.Watch;

/// <summary>Alarms for events that never become messages. What they report is an object that no agent hears of: P0.</summary>
internal static class DeliveryAlarms
{
    /// <summary>A domain's rule gave up an event. EventBridge reports this metric only when it is not zero.</summary>
    public static readonly AlarmRule RuleFailed = new(
        "LoadRuleFailedInvocations", "FailedInvocations", "Sum", 0, TimeSpan.FromMinutes(5), 1, 1, AlarmPriority.P0, MissingData.NotBreaching);

    /// <summary>Such an event lies in the rules' dead-letter queue.</summary>
    public static readonly AlarmRule Undelivered = new(
        "LoadRuleDLQMessages", PipelineMetrics.DlqCount, "Maximum", 0, TimeSpan.FromMinutes(1), 1, 1, AlarmPriority.P0, MissingData.Ignore);
}
