using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Sandbox;

/// <summary>Receives what arrives in the queue of <see cref="LocalCloudFixture.SandboxDomain"/>.</summary>
internal sealed class QueueReader(LocalCloud cloud) : IDisposable
{
    private const int LongPollSeconds = 5;
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    private readonly IAmazonSQS _sqs = cloud.CreateSqsClient();
    private readonly string _queue = cloud.Queues[LocalCloudFixture.SandboxDomain];

    /// <summary>The body of the next message, which is deleted from the queue.</summary>
    public async Task<string> TakeAsync()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_deadline);
        while (true)
        {
            var request = new ReceiveMessageRequest(_queue) { MaxNumberOfMessages = 1, WaitTimeSeconds = LongPollSeconds };
            var answer = await _sqs.ReceiveMessageAsync(request, limit.Token);
            if (answer.Messages is [var message])
            {
                await _sqs.DeleteMessageAsync(_queue, message.ReceiptHandle, limit.Token);
                return message.Body;
            }
        }
    }

    public void Dispose() => _sqs.Dispose();
}
