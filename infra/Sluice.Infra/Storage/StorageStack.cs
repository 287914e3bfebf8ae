using Amazon.CDK;
using Amazon.CDK.AWS.S3;
using Constructs;
using Sluice.Topology;

namespace Sluice.Infra.Storage;

/// <summary>The curated bucket, which tells EventBridge of every object (R1, R15).</summary>
internal sealed class StorageStack : EnvironmentStack
{
    public StorageStack(Construct scope, PipelineTopology topology)
        : base(scope, topology, "storage", $"Sluice: curated bucket of {topology.Environment}")
    {
        var bucket = new Bucket(this, "Curated", new BucketProps
        {
            BucketName = topology.Bucket,
            Encryption = BucketEncryption.S3_MANAGED,
            BlockPublicAccess = BlockPublicAccess.BLOCK_ALL,
            EnforceSSL = true,
            MinimumTLSVersion = 1.2,
            RemovalPolicy = RemovalPolicy.RETAIN,
        });

        // Not BucketProps.EventBridgeEnabled: that adds a Lambda function which sets this very property at deploy time
        var resource = (CfnBucket)bucket.Node.DefaultChild!;
        resource.NotificationConfiguration = new CfnBucket.NotificationConfigurationProperty
        {
            EventBridgeConfiguration = new CfnBucket.EventBridgeConfigurationProperty { EventBridgeEnabled = true },
        };
    }
}
