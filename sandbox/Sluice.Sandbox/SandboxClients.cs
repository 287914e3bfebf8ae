using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;

namespace Sluice.Sandbox;

/// <summary>Makes AWS clients for the people and tests that work with a sandbox, and for its EventBridge. The agent has a profile of its own.</summary>
internal static class SandboxClients
{
    /// <summary>What the requests of the local EventBridge are signed with.</summary>
    public const string EventBridgeKey = "events.amazonaws.com";

    // The emulator checks no secret.
    private static readonly BasicAWSCredentials _owner = new("sandbox-owner", "sandbox-owner");
    private static readonly BasicAWSCredentials _eventBridge = new(EventBridgeKey, EventBridgeKey);

    public static AmazonS3Client S3(Uri endpoint, string region) => new(_owner, new AmazonS3Config
    {
        ServiceURL = endpoint.GetLeftPart(UriPartial.Authority),
        AuthenticationRegion = region,
        ForcePathStyle = true,
    });

    public static AmazonSQSClient Sqs(Uri endpoint, string region) => new(_owner, Config(endpoint, region));

    /// <summary>One that leaves trying again to the event bus.</summary>
    public static AmazonSQSClient EventBridgeSqs(Uri endpoint, string region)
    {
        var config = Config(endpoint, region);
        config.MaxErrorRetry = 0;
        return new(_eventBridge, config);
    }

    private static AmazonSQSConfig Config(Uri endpoint, string region) => new()
    {
        ServiceURL = endpoint.GetLeftPart(UriPartial.Authority),
        AuthenticationRegion = region,
    };
}
