using Amazon.CDK;
using Constructs;
using Sluice.Infra.Configuration;

namespace Sluice.Infra;

/// <summary>
/// A stack of one environment, named <c>&lt;env&gt;-sluice-&lt;part&gt;</c>. What stacks know of each other are the names and ARNs that
/// follow from the topology, so each can be read, deployed and replaced by itself. A KMS key that is created is the exception: its ARN
/// follows from nothing, and its alias would not do, since services may resolve an alias in the account of the caller.
/// </summary>
internal abstract class EnvironmentStack(Construct scope, InfraConfiguration configuration, StackPart part)
    : Stack(scope, $"{configuration.Topology.Environment}-sluice-{part.Name}", Props(configuration, part))
{
    private static StackProps Props(InfraConfiguration configuration, StackPart part) => new()
    {
        Description = $"Sluice: {part.Description} of {configuration.Topology.Environment}",
        Env = new Amazon.CDK.Environment { Account = configuration.Topology.Account, Region = configuration.Topology.Region },
        TerminationProtection = part.HoldsData && configuration.Options.TerminationProtection,
        // The CDK CLI checks the bootstrap version itself: no parameter and rule for it in every template
        Synthesizer = new DefaultStackSynthesizer(new DefaultStackSynthesizerProps { GenerateBootstrapVersionRule = false }),
    };
}
