using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.KMS;
using Constructs;
using Sluice.Infra.Configuration;
using Sluice.Topology;
using AlarmRule = Sluice.Topology.AlarmRule;

namespace Sluice.Infra.Watch;

/// <summary>Alarms, whom they tell, and a dashboard (R10, R11).</summary>
internal sealed class WatchStack : EnvironmentStack
{
    private readonly Dictionary<AlarmPriority, string> _topicArns = [];

    /// <param name="scope">The app.</param>
    /// <param name="configuration">What to deploy.</param>
    /// <param name="keyArn">Customer managed key of the topics, or null.</param>
    public WatchStack(Construct scope, InfraConfiguration configuration, string? keyArn)
        : base(scope, configuration, StackPart.Watch)
    {
        var topology = configuration.Topology;
        var key = keyArn is null ? null : Key.FromKeyArn(this, "Key", keyArn);
        AddTopic(topology, AlarmPriority.P0, key, configuration.Options.AlarmEmailP0);
        AddTopic(topology, AlarmPriority.P1, key, configuration.Options.AlarmEmailP1);
        foreach (var domain in topology.Domains)
        {
            AddAlarms(topology, domain);
        }

        var undelivered = DeliveryAlarms.Undelivered;
        AddAlarm(this, topology.Names.Alarm(undelivered.Name), WatchedMetrics.Visible(topology.Names.RuleDeadLetterQueue), undelivered);
        _ = new CfnDashboard(this, "Dashboard", new CfnDashboardProps
        {
            DashboardName = topology.Names.Dashboard,
            DashboardBody = DashboardBody.For(topology),
        });
        StackOutput.Add(this, "DashboardName", topology.Names.Dashboard, "CloudWatch dashboard");
    }

    private void AddTopic(PipelineTopology topology, AlarmPriority priority, IKey? key, string? email)
    {
        var topic = new PriorityTopic(this, topology, priority, key, email);
        _topicArns.Add(priority, topic.TopicArn);
        StackOutput.Add(this, $"{priority}TopicArn", topic.TopicArn, $"Topic of {priority} alarms: subscribe to it");
    }

    private void AddAlarms(PipelineTopology topology, Domain domain)
    {
        var scope = new Construct(this, domain.Name);
        foreach (var rule in AlarmRules.All)
        {
            AddAlarm(scope, topology.Names.Alarm(domain.Name, rule.Name), WatchedMetrics.Of(topology, domain, rule.Metric), rule);
        }

        var failed = DeliveryAlarms.RuleFailed;
        AddAlarm(scope, topology.Names.Alarm(domain.Name, failed.Name), WatchedMetrics.OfRule(topology, domain, failed.Metric), failed);
    }

    private void AddAlarm(Construct scope, string name, WatchedMetric metric, AlarmRule rule) =>
        _ = new WatchAlarm(scope, name, metric, rule, _topicArns[rule.Priority]);
}
