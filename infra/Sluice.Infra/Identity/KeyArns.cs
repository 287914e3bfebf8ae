using Sluice.Infra.Configuration;
using Sluice.Topology;

namespace Sluice.Infra.Identity;

/// <summary>The customer managed keys that whoever works with queues and objects has to use.</summary>
/// <param name="Queues">Of the messages, or null.</param>
/// <param name="Objects">Of the objects, or null.</param>
internal sealed record KeyArns(string? Queues, string? Objects)
{
    /// <param name="configuration">What to deploy.</param>
    /// <param name="keyArn">Key of everything that is deployed, or null.</param>
    public static KeyArns Of(InfraConfiguration configuration, string? keyArn) =>
        new(keyArn, configuration.Options.ImportBucket ? configuration.Options.BucketKmsKeyArn : keyArn);

    /// <summary>Use of a key for messages. Sending takes both actions, receiving only <c>kms:Decrypt</c>.</summary>
    public IEnumerable<Permission> ForMessages(PipelineTopology topology, string sid, params string[] actions) => Through(topology, "sqs", sid, Queues, actions);

    /// <summary>Use of a key for reading objects.</summary>
    public IEnumerable<Permission> ForObjects(PipelineTopology topology, string sid) => Through(topology, "s3", sid, Objects, ["kms:Decrypt"]);

    private static IEnumerable<Permission> Through(PipelineTopology topology, string service, string sid, string? key, string[] actions) => key is null
        ? []
        : [new(sid, actions, [key], new PermissionCondition("StringEquals", "kms:ViaService", $"{service}.{topology.Region}.amazonaws.com"))];
}
