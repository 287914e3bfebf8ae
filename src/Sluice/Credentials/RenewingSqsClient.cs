using Amazon.Runtime.Internal;
using Amazon.SQS;

namespace Sluice.Credentials;

/// <summary>SQS, with credentials that are renewed when it refuses them.</summary>
internal sealed class RenewingSqsClient(AgentCredentials credentials, AmazonSQSConfig config) : AmazonSQSClient(credentials, config)
{
    private readonly AgentCredentials _credentials = credentials;

    /// <inheritdoc />
    protected override void CustomizeRuntimePipeline(RuntimePipeline pipeline)
    {
        base.CustomizeRuntimePipeline(pipeline);
        pipeline.AddHandlerBefore<Marshaller>(new CredentialRenewal(_credentials));
    }
}
