using Amazon.CDK;
using Constructs;
using Sluice.Topology;

namespace Sluice.Infra.Ingest;

/// <summary>The way of an event into a domain's queue: rules, queues and their dead-letter queues (R4, R6, R7, R12).</summary>
internal sealed class IngestStack : EnvironmentStack
{
    public IngestStack(Construct scope, PipelineTopology topology)
        : base(scope, topology, "ingest", $"Sluice: rules and queues of {topology.Environment}")
    {
        var undelivered = new PipelineQueue(this, "RuleDeadLetters", topology.Names.RuleDeadLetterQueue);
        undelivered.AllowRules([.. topology.Domains.Select(domain => RuleArn(topology, domain))]);

        foreach (var domain in topology.Domains)
        {
            _ = new DomainIngest(this, topology, domain, RuleArn(topology, domain), undelivered);
        }
    }

    private string RuleArn(PipelineTopology topology, Domain domain) => FormatArn(new ArnComponents
    {
        Service = "events",
        Resource = "rule",
        ResourceName = topology.Names.Rule(domain.Name),
    });
}
