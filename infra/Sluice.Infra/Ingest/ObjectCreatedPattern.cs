using Sluice.Topology;

namespace Sluice.Infra.Ingest;

/// <summary>
/// The event pattern of a domain's rule (R6; https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html).
/// </summary>
internal static class ObjectCreatedPattern
{
    public static Dictionary<string, object> For(string bucket, Domain domain) => new()
    {
        ["source"] = new[] { "aws.s3" },
        ["detail-type"] = new[] { "Object Created" },
        ["detail"] = new Dictionary<string, object>
        {
            ["bucket"] = new Dictionary<string, object> { ["name"] = new[] { bucket } },
            ["object"] = new Dictionary<string, object>
            {
                ["key"] = new[] { Filter("wildcard", ObjectRule.KeyWildcard(domain)) },
                ["size"] = new[] { Filter("numeric", new object[] { ">", PipelineLimits.MinObjectBytesExclusive }) },
            },
        },
    };

    private static Dictionary<string, object> Filter(string name, object operand) => new() { [name] = operand };
}
