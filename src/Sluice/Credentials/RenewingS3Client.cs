using Amazon.Runtime.Internal;
using Amazon.S3;

namespace Sluice.Credentials;

/// <summary>S3, with credentials that are renewed when it refuses them.</summary>
internal sealed class RenewingS3Client(AgentCredentials credentials, AmazonS3Config config) : AmazonS3Client(credentials, config)
{
    private readonly AgentCredentials _credentials = credentials;

    /// <inheritdoc />
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerBefore<Marshaller>(new CredentialRenewal(_credentials));
    }
}
