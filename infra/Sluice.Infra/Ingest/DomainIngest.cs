using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.KMS;
using Constructs;
using Sluice.Topology;

namespace Sluice.Infra.Ingest;

/// <summary>One domain's rule, queue and dead-letter queue (R4, R6, R7, R12, R14).</summary>
internal sealed class DomainIngest : Construct
{
    public DomainIngest(IngestStack stack, PipelineTopology topology, Domain domain, IKey? key, PipelineQueue undelivered)
        : base(stack, domain.Name)
    {
        var names = topology.Names;
        var deadLetters = new PipelineQueue(this, "DeadLetters", names.DeadLetterQueue(domain.Name), key);
        var queue = new PipelineQueue(this, "Queue", names.Queue(domain.Name), key, topology, deadLetters);
        queue.AllowRules(Arns.Rule(topology, domain));

        var rule = new CfnRule(this, "Rule", new CfnRuleProps
        {
            Name = names.Rule(domain.Name),
            Description = $"Objects created under {domain.Prefix} to {names.Queue(domain.Name)}",
            EventPattern = ObjectCreatedPattern.For(topology.Bucket, domain),
            Targets = new[]
            {
                new CfnRule.TargetProperty
                {
                    Id = "queue",
                    Arn = queue.QueueArn,
                    InputTransformer = LoadMessageTransformer.For(domain),
                    DeadLetterConfig = new CfnRule.DeadLetterConfigProperty { Arn = undelivered.QueueArn },
                },
            },
        });

        // With their policies: EventBridge does not try again what it was not permitted to send
        rule.Node.AddDependency(queue, undelivered);

        StackOutput.Add(this, "QueueUrl", queue.QueueUrl, $"Queue of {domain.Name}");
        StackOutput.Add(this, "DeadLetterQueueUrl", deadLetters.QueueUrl, $"Dead letters of {domain.Name}");
    }
}
