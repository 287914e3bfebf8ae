using Amazon.S3;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Sluice.Sandbox.Provisioning;

/// <summary>Creates in the emulator what a template deploys.</summary>
internal sealed class Provisioner(IAmazonS3 s3, IAmazonSQS sqs)
{
    public async Task ProvisionAsync(CloudFormationTemplate template, CancellationToken cancellationToken)
    {
        foreach (var bucket in template.Buckets)
        {
            await s3.PutBucketAsync(bucket.Name, cancellationToken);
        }

        foreach (var queue in template.Queues)
        {
            var request = new CreateQueueRequest(queue.Name) { Attributes = new(queue.Attributes), Tags = new(queue.Tags) };
            await sqs.CreateQueueAsync(request, cancellationToken);
        }
    }
}
