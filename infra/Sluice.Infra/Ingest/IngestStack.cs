using Amazon.CDK.AWS.KMS;
using Constructs;
using Sluice.Infra.Configuration;
using Sluice.Topology;

namespace Sluice.Infra.Ingest;

/// <summary>
/// The way of an event into a domain's queue: rules, queues and their dead-letter queues (R4, R6, R7, R12). Its outputs are what an agent
/// needs to know of the deployment.
/// </summary>
internal sealed class IngestStack : EnvironmentStack
{
    /// <param name="scope">The app.</param>
    /// <param name="configuration">What to deploy.</param>
    /// <param name="keyArn">Customer managed key, or null for SSE-SQS.</param>
    public IngestStack(Construct scope, InfraConfiguration configuration, string? keyArn)
        : base(scope, configuration, StackPart.Ingest)
    {
        var topology = configuration.Topology;
        var key = keyArn is null ? null : Key.FromKeyArn(this, "Key", keyArn);
        var undelivered = new PipelineQueue(this, "RuleDeadLetters", topology.Names.RuleDeadLetterQueue, key);
        undelivered.AllowRules([.. topology.Domains.Select(domain => Arns.Rule(topology, domain))]);
        StackOutput.Add(this, "RuleDeadLetterQueueUrl", undelivered.QueueUrl, "Events that EventBridge could not deliver");

        foreach (var domain in topology.Domains)
        {
            _ = new DomainIngest(this, topology, domain, key, undelivered);
        }

        AddSettings(topology);
    }

    private void AddSettings(PipelineTopology topology)
    {
        Setting(OutputNames.Environment, topology.Environment);
        Setting(OutputNames.Account, topology.Account);
        Setting(OutputNames.Region, topology.Region);
        Setting(OutputNames.Bucket, topology.Bucket);
        Setting(OutputNames.VisibilityTimeout, $"{topology.VisibilityTimeout:c}");
        Setting(OutputNames.MessageTimeout, $"{topology.MessageTimeout:c}");
        Setting(OutputNames.MaxReceiveCount, $"{topology.MaxReceiveCount}");
        foreach (var (n, domain) in topology.Domains.Index())
        {
            var settings = DomainSettings.ToJson(domain);
            settings.Insert(0, OutputNames.DomainName, domain.Name);
            Setting($"{OutputNames.Domain}{n + 1}", settings.ToJsonString());
        }
    }

    private void Setting(string name, string value) => StackOutput.Add(this, name, value, "For sluice init --from-outputs");
}
