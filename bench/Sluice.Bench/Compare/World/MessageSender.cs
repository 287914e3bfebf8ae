using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Topology;

namespace Sluice.Bench.Compare.World;

/// <summary>Sends what the rule's input transformer writes about objects.</summary>
internal static class MessageSender
{
    private const int Batch = 10;
    private const int AtOnce = 4;

    /// <summary>Sends a message about each object.</summary>
    public static Task SendAsync(
        IAmazonSQS sqs, string queue, string bucket, string domain, IEnumerable<BenchObject> objects, TimeProvider time, CancellationToken cancellationToken)
    {
        var at = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var sequencer = time.GetUtcNow().UtcTicks;
        var batches = objects.Select(each => Body(each, bucket, domain, at, Interlocked.Increment(ref sequencer))).Chunk(Batch);
        return Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (bodies, token) =>
        {
            var entries = bodies.Select((body, index) => new SendMessageBatchRequestEntry($"{index}", body)).ToList();
            var answer = await sqs.SendMessageBatchAsync(queue, entries, token);
            if (answer.Failed is { Count: > 0 } failed)
            {
                throw new BenchException($"SQS took {failed.Count} messages not: {failed[0].Message}");
            }
        });
    }

    private static string Body(BenchObject each, string bucket, string domain, string at, long sequencer) => new JsonObject
    {
        [MessageFields.Bucket] = bucket,
        [MessageFields.Key] = each.Key,
        [MessageFields.Domain] = domain,
        [MessageFields.FileSize] = each.Bytes,
        [MessageFields.CorrelationId] = $"{Guid.NewGuid()}",
        [MessageFields.ETag] = each.ETag,
        [MessageFields.VersionId] = "",
        [MessageFields.Sequencer] = sequencer.ToString("X18", CultureInfo.InvariantCulture),
        [MessageFields.EventTime] = at,
    }.ToJsonString();
}
