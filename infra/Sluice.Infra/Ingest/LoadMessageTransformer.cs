using Amazon.CDK.AWS.Events;
using Sluice.Topology;

namespace Sluice.Infra.Ingest;

/// <summary>The input transformer of a domain's rule: event to queue message (R7).</summary>
internal static class LoadMessageTransformer
{
    // As AWS names them, by the field of ours that they fill. A transformer cannot cut a key, so the agent finds table and partition
    private static readonly (string Field, string Path)[] _paths =
    [
        (MessageFields.Bucket, "$.detail.bucket.name"),
        (MessageFields.Key, "$.detail.object.key"),
        (MessageFields.FileSize, "$.detail.object.size"),
        (MessageFields.CorrelationId, "$.id"),
        (MessageFields.ETag, "$.detail.object.etag"),
        (MessageFields.VersionId, "$.detail.object.version-id"),
        (MessageFields.Sequencer, "$.detail.object.sequencer"),
        (MessageFields.EventTime, "$.time"),
    ];

    public static CfnRule.InputTransformerProperty For(Domain domain) => new()
    {
        InputPathsMap = _paths.ToDictionary(path => path.Field, path => path.Path),
        InputTemplate = Template(domain),
    };

    // Placeholders stand without quotes: EventBridge writes strings quoted and numbers bare
    private static string Template(Domain domain)
    {
        var placeholders = _paths.Select(path => $"\"{path.Field}\": <{path.Field}>");
        return $"{{\"{MessageFields.Domain}\": \"{domain.Name}\", {string.Join(", ", placeholders)}}}";
    }
}
