using Amazon.CDK;
using Amazon.CDK.AWS.KMS;
using Amazon.CDK.AWS.S3;
using Constructs;
using Sluice.Infra.Configuration;

namespace Sluice.Infra.Storage;

/// <summary>The curated bucket, which tells EventBridge of every object (R1, R15).</summary>
internal sealed class StorageStack : EnvironmentStack
{
    /// <param name="scope">The app.</param>
    /// <param name="configuration">What to deploy.</param>
    /// <param name="keyArn">Customer managed key, or null for SSE-S3.</param>
    public StorageStack(Construct scope, InfraConfiguration configuration, string? keyArn)
        : base(scope, configuration, StackPart.Storage)
    {
        var bucket = new Bucket(this, "Curated", new BucketProps
        {
            BucketName = configuration.Topology.Bucket,
            Encryption = keyArn is null ? BucketEncryption.S3_MANAGED : BucketEncryption.KMS,
            EncryptionKey = keyArn is null ? null : Key.FromKeyArn(this, "Key", keyArn),
            // One call of KMS for many objects
            BucketKeyEnabled = keyArn is null ? null : true,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            EnforceSSL = true,
            MinimumTLSVersion = 1.2,
            RemovalPolicy = RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
        });

        // A bucket that stays goes on refusing plain text
        bucket.Policy!.ApplyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);

        // Not BucketProps.EventBridgeEnabled: that adds a Lambda function which sets this very property at deploy time
        var resource = (CfnBucket)bucket.Node.DefaultChild!;
        resource.NotificationConfiguration = new CfnBucket.NotificationConfigurationProperty
        {
            EventBridgeConfiguration = new CfnBucket.EventBridgeConfigurationProperty { EventBridgeEnabled = true },
        };
        StackOutput.Add(this, "BucketArn", bucket.BucketArn, "Curated bucket");
    }
}
