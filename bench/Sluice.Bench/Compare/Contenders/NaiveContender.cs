using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;
using Sluice.Topology;

namespace Sluice.Bench.Compare.Contenders;

/// <summary>
/// What one writes first: receive, an <c>INSERT … SELECT</c> for each message, delete it. It has a queue of its own with the same messages, and no protection against
/// loading twice.
/// </summary>
internal sealed class NaiveContender(Arena arena, TimeProvider time) : IContender
{
    private const int Receive = 10;

    public string Name => Names.Naive;

    public string TableOf(Round round) => $"{round.Name}_naive";

    public async Task PrepareAsync(Round round, CancellationToken cancellationToken) => await MessageSender.SendAsync(
        arena.Sqs, await QueueAsync(round, cancellationToken), arena.Cloud.Bucket, round.Domain, round.Objects, time, cancellationToken);

    public async Task<TimeSpan> LoadAsync(Round round, CancellationToken cancellationToken)
    {
        var queue = await QueueAsync(round, cancellationToken);
        var started = time.GetTimestamp();
        for (var loaded = 0; loaded < round.Objects.Count;)
        {
            var answer = await arena.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { MaxNumberOfMessages = Receive }, cancellationToken);
            foreach (var message in answer.Messages ?? [])
            {
                using var body = JsonDocument.Parse(message.Body);
                var key = body.RootElement.GetProperty(MessageFields.Key).GetString()!;
                await arena.Database.ExecuteAsync(
                    $"INSERT INTO {round.Database}.{TableOf(round)} SELECT * FROM {ObjectSource.Object(arena.Cloud, key, "bench-naive")}", cancellationToken);
                await arena.Sqs.DeleteMessageAsync(queue, message.ReceiptHandle, cancellationToken);
                loaded++;
            }
        }

        return time.GetElapsedTime(started);
    }

    public async Task CleanAsync(Round round, CancellationToken cancellationToken) =>
        await arena.Sqs.DeleteQueueAsync(await QueueAsync(round, cancellationToken), cancellationToken);

    // It is made when it is not there.
    private async Task<string> QueueAsync(Round round, CancellationToken cancellationToken) =>
        (await arena.Sqs.CreateQueueAsync(
            new CreateQueueRequest($"bench-{round.Name}".Replace('_', '-'))
            {
                Attributes = new Dictionary<string, string> { [QueueAttributeName.VisibilityTimeout] = "1800" },
            },
            cancellationToken)).QueueUrl;
}
