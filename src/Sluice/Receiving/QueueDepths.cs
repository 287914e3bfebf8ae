using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Telemetry;

namespace Sluice.Receiving;

/// <summary>
/// Asks each minute how many messages lie in the queues, and says when there are dead letters more than before. <c>sqs:GetQueueAttributes</c> is an optional permission (R14): the agent does
/// without.
/// </summary>
internal sealed class QueueDepths(IAmazonSQS sqs, QueueUrls urls, SluiceSettings settings, TimeProvider time, ILogger<QueueDepths> logger) : BackgroundService
{
    private const string Visible = "ApproximateNumberOfMessages";

    private static readonly TimeSpan _interval = TimeSpan.FromMinutes(1);

    // Somebody may grant the permission while the agent runs.
    private static readonly TimeSpan _untilNextTry = TimeSpan.FromMinutes(10);

    private readonly Dictionary<string, int> _deadLetters = [];

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var isFirst = true;
        while (true)
        {
            var pause = _interval;
            try
            {
                await AskAsync(isFirst, stoppingToken);
                isFirst = false;
            }
            catch (AmazonSQSException e) when (FailureClassifier.ClassifyAws(e) is { Kind: ErrorKind.Permission, Sink: null } refused)
            {
                PipelineLog.DepthUnknown(logger, refused.Reason);
                pause = _untilNextTry;
            }
#pragma warning disable CA1031 // Whatever keeps SQS from answering: who receives says so
            catch (Exception) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                // Asked again in a minute.
            }

            await Task.Delay(pause, time, stoppingToken);
        }
    }

    private async Task AskAsync(bool isFirst, CancellationToken cancellationToken)
    {
        foreach (var domain in settings.Topology.Domains)
        {
            var (waiting, dead) = (await DepthAsync(urls.Queue(domain), cancellationToken), await DepthAsync(urls.DeadLetterQueue(domain), cancellationToken));
            if (isFirst && waiting > 0)
            {
                PipelineLog.MessagesWait(logger, waiting, urls.Queue(domain));
            }

            if (dead > _deadLetters.GetValueOrDefault(domain.Name))
            {
                PipelineLog.DeadLettersWait(logger, dead, urls.DeadLetterQueue(domain));
            }

            _deadLetters[domain.Name] = dead;
        }
    }

    private async Task<int> DepthAsync(string url, CancellationToken cancellationToken) =>
        (await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(url, [Visible]), cancellationToken)).ApproximateNumberOfMessages;
}
