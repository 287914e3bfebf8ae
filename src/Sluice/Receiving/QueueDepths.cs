using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>
/// Asks each minute how many messages lie in the queues, and says when there are dead letters more than before. <c>sqs:GetQueueAttributes</c> is an optional permission (R14): the agent does
/// without, and each queue is asked by itself.
/// </summary>
internal sealed class QueueDepths(
    QueueDepthReader reader, QueueUrls urls, IEnumerable<IQueueDepthObserver> observers, SluiceSettings settings, TimeProvider time, ILogger<QueueDepths> logger) : BackgroundService
{
    private readonly ImmutableArray<IQueueDepthObserver> _observers = [.. observers];

    /// <summary>From one question to the next.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _untilNextTry = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(settings.Topology.Domains.SelectMany(domain => (Task[])[WatchAsync(domain, stoppingToken), WatchDeadLettersAsync(domain, stoppingToken)]));

    private async Task WatchAsync(Domain domain, CancellationToken stopping)
    {
        var isFirst = true;
        await foreach (var depth in AskAsync(urls.Queue(domain), token => reader.ReadAsync(domain, token), stopping))
        {
            Tell(observer => observer.Measured(domain, depth));
            if (isFirst && depth is { Waiting: > 0 and var waiting })
            {
                PipelineLog.MessagesWait(logger, waiting, urls.Queue(domain));
            }

            isFirst &= depth is null;
        }
    }

    private async Task WatchDeadLettersAsync(Domain domain, CancellationToken stopping)
    {
        var before = 0;
        await foreach (var count in AskAsync(urls.DeadLetterQueue(domain), token => reader.CountDeadLettersAsync(domain, token), stopping))
        {
            Tell(observer => observer.DeadLettersCounted(domain, count));
            if (count is { } known && known > before)
            {
                PipelineLog.DeadLettersWait(logger, known, urls.DeadLetterQueue(domain));
            }

            before = count ?? before;
        }
    }

    /// <summary>What SQS says of a queue each time that it is asked; null when it may not be asked or does not answer.</summary>
    private async IAsyncEnumerable<T?> AskAsync<T>(string queue, Func<CancellationToken, Task<T>> ask, [EnumeratorCancellation] CancellationToken stopping)
        where T : struct
    {
        var isUnknown = false;
        while (true)
        {
            T? answer = null;
            try
            {
                answer = await ask(stopping);
            }
#pragma warning disable CA1031 // Whatever keeps SQS from answering: loading goes on
            catch (Exception e) when (!stopping.IsCancellationRequested)
#pragma warning restore CA1031
            {
                if (!isUnknown)
                {
                    PipelineLog.DepthUnknown(logger, queue, FailureClassifier.ClassifyAws(e).Reason);
                }
            }

            isUnknown = answer is null;
            yield return answer;

            // Somebody may grant the permission while the agent runs.
            await Task.Delay(isUnknown ? _untilNextTry : Interval, time, stopping);
        }
    }

    private void Tell(Action<IQueueDepthObserver> tell)
    {
        foreach (var observer in _observers)
        {
            try
            {
                tell(observer);
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
