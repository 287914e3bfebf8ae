using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>
/// Asks each minute how many messages lie in the queues, and says when there are dead letters more than before. <c>sqs:GetQueueAttributes</c> is an optional permission (R14): the agent does
/// without.
/// </summary>
internal sealed class QueueDepths(IAmazonSQS sqs, QueueUrls urls, SluiceSettings settings, TimeProvider time, ILogger<QueueDepths> logger) : BackgroundService
{
    private const string Visible = "ApproximateNumberOfMessages";

    /// <summary>From one question to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _untilNextTry = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(settings.Topology.Domains.Select(domain => WatchAsync(domain, stoppingToken)));

    private async Task WatchAsync(Domain domain, CancellationToken stopping)
    {
        var (isFirst, isUnknown, deadLetters) = (true, false, 0);
        while (true)
        {
            var pause = Interval;
            try
            {
                var waiting = await DepthAsync(urls.Queue(domain), stopping);
                if (isFirst && waiting > 0)
                {
                    PipelineLog.MessagesWait(logger, waiting, urls.Queue(domain));
                }

                isFirst = false;
                var dead = await DepthAsync(urls.DeadLetterQueue(domain), stopping);
                if (dead > deadLetters)
                {
                    PipelineLog.DeadLettersWait(logger, dead, urls.DeadLetterQueue(domain));
                }

                (deadLetters, isUnknown) = (dead, false);
            }
#pragma warning disable CA1031 // Whatever keeps SQS from answering: loading goes on
            catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (!isUnknown)
                {
                    PipelineLog.DepthUnknown(logger, domain.Name, FailureClassifier.ClassifyAws(e).Reason);
                }

                // Somebody may grant the permission while the agent runs.
                (isUnknown, pause) = (true, _untilNextTry);
            }

            await Task.Delay(pause, time, stopping);
        }
    }

    private async Task<int> DepthAsync(string url, CancellationToken cancellationToken) =>
        (await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(url, [Visible]), cancellationToken)).ApproximateNumberOfMessages;
}
