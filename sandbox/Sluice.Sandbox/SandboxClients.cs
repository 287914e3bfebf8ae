using Amazon.Runtime;
using Amazon.S3;
using Amazon.SQS;

namespace Sluice.Sandbox;

/// <summary>Makes AWS clients for the people and tests that work with a sandbox. The agent has a profile of its own.</summary>
internal static class SandboxClients
{
    // The emulator checks no secret.
    private static readonly BasicAWSCredentials _credentials = new("sandbox-operator", "sandbox-operator");

    public static AmazonS3Client S3(Uri endpoint, string region) => new(_credentials, new AmazonS3Config
    {
        ServiceURL = endpoint.GetLeftPart(UriPartial.Authority),
        AuthenticationRegion = region,
        ForcePathStyle = true,
    });

    public static AmazonSQSClient Sqs(Uri endpoint, string region) => new(_credentials, new AmazonSQSConfig
    {
        ServiceURL = endpoint.GetLeftPart(UriPartial.Authority),
        AuthenticationRegion = region,
    });
}
