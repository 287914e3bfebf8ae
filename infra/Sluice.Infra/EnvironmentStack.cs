using Amazon.CDK;
using Constructs;
using Sluice.Topology;

namespace Sluice.Infra;

/// <summary>
/// A stack of one environment, named <c>&lt;env&gt;-sluice-&lt;part&gt;</c>. What stacks know of each other are the names and
/// ARNs that follow from the topology, never exports: so each can be read, deployed and replaced by itself.
/// </summary>
internal abstract class EnvironmentStack(Construct scope, PipelineTopology topology, string part, string description)
    : Stack(scope, $"{topology.Environment}-sluice-{part}", Props(topology, description))
{
    /// <summary>ARN of a queue in the topology's account and Region.</summary>
    protected string QueueArn(string name) => FormatArn(new ArnComponents { Service = "sqs", Resource = name });

    private static StackProps Props(PipelineTopology topology, string description) => new()
    {
        Description = description,
        Env = new Amazon.CDK.Environment { Account = topology.Account, Region = topology.Region },
        // The CDK CLI checks the bootstrap version itself: no parameter and rule for it in every template
        Synthesizer = new DefaultStackSynthesizer(new DefaultStackSynthesizerProps { GenerateBootstrapVersionRule = false }),
    };
}
