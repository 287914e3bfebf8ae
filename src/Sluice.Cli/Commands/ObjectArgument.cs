using System.CommandLine;
using Sluice.Operating;
using Sluice.Topology;

namespace Sluice.Cli.Commands;

/// <summary>The object that a command is about, and which of its contents.</summary>
internal sealed class ObjectArgument
{
    public Argument<string> Address { get; } = new("object") { Description = "The object, as s3://bucket/key; the key as it is, not encoded.", HelpName = "s3://bucket/key" };

    public Option<string?> ETag { get; } = new("--etag") { Description = "Entity tag of one content of the key.", HelpName = "ETAG" };

    /// <summary>The object.</summary>
    /// <exception cref="OperationException">It is no address, or of another bucket.</exception>
    public S3Address Of(OperatorSession session) => S3Address.Parse(session.Value(Address)!, session.Get<PipelineTopology>().Bucket);

    /// <summary>The entity tag without quotes, or null when none is named.</summary>
    public string? ETagOf(OperatorSession session) => session.Value(ETag)?.Trim('"');
}
