using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Admitting;
using Sluice.Loading;
using Sluice.Telemetry;

namespace Sluice.Ledger;

/// <summary>
/// Writes the history of attempts, many at a time and behind the work: it is for people, and no decision rests on it. What is left is written
/// when the agent stops.
/// </summary>
internal sealed class AttemptHistory(LoadLedger ledger, AgentIdentity agent, TimeProvider time, ILogger<AttemptHistory> logger) : BackgroundService
{
    private const int Capacity = 10_000;
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _lastWrite = TimeSpan.FromSeconds(5);

    private readonly Channel<LedgerAttempt> _attempts =
        Channel.CreateBounded<LedgerAttempt>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    /// <summary>Notes how an attempt ended.</summary>
    public void Add(LoadRequest request, LoadOutcome outcome, TimeSpan queued, TimeSpan load)
    {
        var failure = outcome.FailureOrNone;
        _attempts.Writer.TryWrite(new LedgerAttempt
        {
            LoadId = request.ETag is { } etag ? LoadId.Of(request.Bucket, request.Key, etag) : new LoadId(""),
            Bucket = request.Bucket,
            Key = request.Key,
            Attempt = request.Delivery.ReceiveCount,
            MessageId = request.Delivery.MessageId,
            Outcome = outcome.GetType().Name,
            ErrorCode = failure?.Label ?? "",
            Reason = failure?.Reason ?? "",
            Rows = outcome is LoadOutcome.Loaded loaded ? loaded.Rows : 0,
            QueuedMs = (long)Math.Max(0, queued.TotalMilliseconds),
            LoadMs = (long)load.TotalMilliseconds,
            CorrelationId = request.CorrelationId,
            Agent = agent.Name,
            At = time.GetUtcNow().UtcDateTime,
        });
    }

    /// <summary>Notes a message that was refused.</summary>
    public void Add(Admission.Refused refused, LoadOutcome.DeadLetter outcome) => _attempts.Writer.TryWrite(new LedgerAttempt
    {
        LoadId = new LoadId(""),
        Bucket = refused.Message?.Bucket ?? "",
        Key = refused.Message?.Key ?? "",
        Attempt = refused.Delivery.ReceiveCount,
        MessageId = refused.Delivery.MessageId,
        Outcome = outcome.GetType().Name,
        ErrorCode = outcome.Failure.Label,
        Reason = outcome.Failure.Reason,
        CorrelationId = refused.CorrelationId ?? "",
        Agent = agent.Name,
        At = time.GetUtcNow().UtcDateTime,
    });

    /// <inheritdoc />
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(_lastWrite, time);
        await WriteAsync(limit.Token);
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            await WriteAsync(stoppingToken);
        }
    }

    private async Task WriteAsync(CancellationToken cancellationToken)
    {
        var pending = new List<LedgerAttempt>();
        while (_attempts.Reader.TryRead(out var attempt))
        {
            pending.Add(attempt);
        }

        if (pending.Count == 0)
        {
            return;
        }

        try
        {
            await ledger.WriteAsync(pending, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever keeps the ledger from taking it: no decision rests on it
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Written again with what comes next, or when the agent stops; while the ledger is away, the oldest make room.
            pending.ForEach(attempt => _attempts.Writer.TryWrite(attempt));
            PipelineLog.HistoryFailed(logger, pending.Count, e.Message);
        }
    }
}
