using System.Collections.Immutable;
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
internal sealed class QueueDepths(
    QueueDepthReader reader, QueueUrls urls, IEnumerable<IQueueDepthObserver> observers, SluiceSettings settings, TimeProvider time, ILogger<QueueDepths> logger) : BackgroundService
{
    private readonly ImmutableArray<IQueueDepthObserver> _observers = [.. observers];

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
                var depth = await reader.ReadAsync(domain, stopping);
                Tell(domain, depth);
                if (isFirst && depth.Waiting > 0)
                {
                    PipelineLog.MessagesWait(logger, depth.Waiting, urls.Queue(domain));
                }

                isFirst = false;
                if (depth.DeadLetters > deadLetters)
                {
                    PipelineLog.DeadLettersWait(logger, depth.DeadLetters, urls.DeadLetterQueue(domain));
                }

                (deadLetters, isUnknown) = (depth.DeadLetters, false);
            }
#pragma warning disable CA1031 // Whatever keeps SQS from answering: loading goes on
            catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Tell(domain, null);
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

    private void Tell(Domain domain, QueueDepth? depth)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.Measured(domain, depth);
            }
#pragma warning disable CA1031 // Whoever only watches must not end the agent
            catch (Exception e)
#pragma warning restore CA1031
            {
                PipelineLog.ObserverFailed(logger, observer.GetType().Name, e);
            }
        }
    }
}
