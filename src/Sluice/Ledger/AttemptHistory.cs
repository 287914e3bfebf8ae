using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Loading;
using Sluice.Settling;
using Sluice.Telemetry;

namespace Sluice.Ledger;

/// <summary>
/// Writes the history of attempts, many at a time and behind the work: it is for people, and no decision rests on it. What is left is written
/// when the agent stops.
/// </summary>
internal sealed class AttemptHistory(LoadLedger ledger, LedgerNews news, AgentIdentity agent, TimeProvider time, ILogger<AttemptHistory> logger) : BackgroundService, ISettlementObserver
{
    private const int Capacity = 10_000;

    // What happened is to be seen at once, and a backlog of small objects is not to cost an INSERT each.
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _untilNextTry = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan _lastWrite = TimeSpan.FromSeconds(5);

    private readonly Channel<LedgerAttempt> _attempts =
        Channel.CreateBounded<LedgerAttempt>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });

    // Of one thread at a time: the loop, and then the stop.
    private readonly List<LedgerAttempt> _pending = [];

    /// <inheritdoc />
    public void Settled(SettledAttempt attempt)
    {
        var (request, failure) = (attempt.Request, attempt.Outcome.FailureOrNone);
        _attempts.Writer.TryWrite(new LedgerAttempt
        {
            LoadId = request?.ETag is { } etag ? LoadId.Of(request.Bucket, request.Key, etag) : new LoadId(""),
            Bucket = attempt.Bucket,
            Key = attempt.Key,
            ETag = request?.ETag ?? "",
            Domain = attempt.Delivery.Domain.Name,
            Database = request?.Domain.Database ?? "",
            Table = request?.TableName ?? "",
            Attempt = attempt.Delivery.ReceiveCount,
            AttemptId = attempt.AttemptId ?? "",
            MessageId = attempt.Delivery.MessageId,
            Outcome = attempt.Outcome.GetType().Name,
            ErrorCode = failure?.Label ?? "",
            ErrorKind = failure is null ? "" : $"{failure.Kind}",
            Reason = failure?.Reason ?? "",
            Rows = attempt.Outcome is LoadOutcome.Loaded loaded ? loaded.Rows : 0,
            QueuedMs = Timings.Milliseconds(attempt.Timings.Queued),
            LoadMs = Timings.Milliseconds(attempt.Timings.Load),
            SettleMs = Timings.Milliseconds(attempt.Timings.Settle),
            LatencyMs = attempt.Latency is { } latency ? Timings.Milliseconds(latency) : null,
            DelayMs = attempt.Outcome is LoadOutcome.RetryLater retry ? Timings.Milliseconds(retry.Delay) : 0,
            CorrelationId = attempt.CorrelationId ?? "",
            Agent = agent.Name,
            At = attempt.At.UtcDateTime,
        });
    }

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
        while (_pending.Count > 0 || await _attempts.Reader.WaitToReadAsync(stoppingToken))
        {
            await Task.Delay(await WriteAsync(stoppingToken) ? _interval : _untilNextTry, time, stoppingToken);
        }
    }

    private async Task<bool> WriteAsync(CancellationToken cancellationToken)
    {
        while (_attempts.Reader.TryRead(out var attempt))
        {
            _pending.Add(attempt);
        }

        _pending.RemoveRange(0, Math.Max(0, _pending.Count - Capacity));
        if (_pending.Count == 0)
        {
            return true;
        }

        try
        {
            await ledger.WriteAsync(_pending, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever keeps the ledger from taking it: no decision rests on it
        catch (Exception e)
#pragma warning restore CA1031
        {
            // Written again with what comes next, or when the agent stops; while the ledger is away, the oldest make room.
            PipelineLog.HistoryFailed(logger, _pending.Count, e.Message);
            return false;
        }

        LedgerAttempt[] written = [.. _pending];
        _pending.Clear();
        news.Publish(written);
        return true;
    }
}
