using Sluice.Topology;

namespace Sluice.Infra;

/// <summary>ARNs that follow from the topology, so that a stack can name what another one makes.</summary>
internal static class Arns
{
    public static string Bucket(PipelineTopology topology) => $"arn:{Partition(topology)}:s3:::{topology.Bucket}";

    /// <summary>All objects of a domain.</summary>
    public static string Objects(PipelineTopology topology, Domain domain) => $"{Bucket(topology)}/{domain.Prefix}*";

    public static string Queue(PipelineTopology topology, Domain domain) => Regional(topology, "sqs", topology.Names.Queue(domain.Name));

    public static string DeadLetterQueue(PipelineTopology topology, Domain domain) =>
        Regional(topology, "sqs", topology.Names.DeadLetterQueue(domain.Name));

    public static string RuleDeadLetterQueue(PipelineTopology topology) => Regional(topology, "sqs", topology.Names.RuleDeadLetterQueue);

    public static string Rule(PipelineTopology topology, Domain domain) => Regional(topology, "events", $"rule/{topology.Names.Rule(domain.Name)}");

    public static string Alarm(PipelineTopology topology, string name) => Regional(topology, "cloudwatch", $"alarm:{name}");

    public static string Key(PipelineTopology topology, string id) => Regional(topology, "kms", $"key/{id}");

    private static string Regional(PipelineTopology topology, string service, string resource) =>
        $"arn:{Partition(topology)}:{service}:{topology.Region}:{topology.Account}:{resource}";

    private static string Partition(PipelineTopology topology) => topology.Region.Split('-') switch
    {
        ["us", "gov", ..] => "aws-us-gov",
        _ => "aws",
    };
}
