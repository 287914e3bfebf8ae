using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>
/// Sends announcements ten at a time, several batches at once. An entry that SQS does not take is sent again and, if that does not help, counted as
/// unsent with the reason: nothing is lost in silence.
/// </summary>
internal sealed class AnnouncementRun(IAmazonSQS sqs, QueueUrls queues, TimeProvider time) : IAsyncDisposable
{
    /// <summary>Most entries of one <c>SendMessageBatch</c> (Amazon SQS quotas).</summary>
    internal const int BatchEntries = 10;

    private const int BatchesAtOnce = 8;
    private const int Attempts = 5;
    private const int UnsentKept = 100;

    private readonly Dictionary<Domain, List<Announcement>> _gathering = [];
    private readonly List<Task> _underWay = [];
    private readonly List<UnsentObject> _unsent = [];
    private readonly Lock _gate = new();
    private long _sent;
    private long _unsentCount;

    /// <summary>Messages that SQS has taken.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Messages that it has not.</summary>
    public long UnsentCount => Interlocked.Read(ref _unsentCount);

    /// <summary>The first of those.</summary>
    public IReadOnlyList<UnsentObject> Unsent
    {
        get
        {
            lock (_gate)
            {
                return [.. _unsent];
            }
        }
    }

    /// <summary>Sends the object's message, sooner or later; waits while enough is under way.</summary>
    /// <exception cref="AwsException">SQS does not answer, or refuses a whole batch: the queue is not there, or this user may not send to it.</exception>
    public async Task AddAsync(Announcement announcement, CancellationToken cancellationToken)
    {
        if (!_gathering.TryGetValue(announcement.Domain, out var batch))
        {
            _gathering[announcement.Domain] = batch = [];
        }

        batch.Add(announcement);
        if (batch.Count == BatchEntries)
        {
            _gathering.Remove(announcement.Domain);
            await StartAsync(announcement.Domain, batch, cancellationToken);
        }
    }

    /// <summary>Sends what is left and waits until SQS has answered for everything.</summary>
    /// <exception cref="AwsException">SQS does not answer, or refuses a whole batch.</exception>
    public async Task FinishAsync(CancellationToken cancellationToken)
    {
        foreach (var (domain, batch) in _gathering)
        {
            await StartAsync(domain, batch, cancellationToken);
        }

        _gathering.Clear();
        await Task.WhenAll(_underWay);
        _underWay.Clear();
    }

    /// <summary>Waits for what is under way, however it ends.</summary>
    public async ValueTask DisposeAsync() => await Task.WhenAll(_underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    private async Task StartAsync(Domain domain, List<Announcement> batch, CancellationToken cancellationToken)
    {
        if (_underWay.Count >= BatchesAtOnce)
        {
            var ended = await Task.WhenAny(_underWay);
            _underWay.Remove(ended);
            await ended;
        }

        _underWay.Add(SendAsync(queues.Queue(domain), batch, cancellationToken));
    }

    private async Task SendAsync(string queue, IReadOnlyList<Announcement> batch, CancellationToken cancellationToken)
    {
        var entries = batch.Select((announcement, n) => new SendMessageBatchRequestEntry($"{n}", announcement.ToMessage(Guid.NewGuid()))).ToList();
        for (var attempt = 1; entries.Count > 0; attempt++)
        {
            await Task.Delay(GrowingPause.After(attempt - 1), time, cancellationToken);
            var answer = await AwsCalls.CallAsync(
                "SQS", "sqs:SendMessage on the queue", () => sqs.SendMessageBatchAsync(new SendMessageBatchRequest(queue, entries), cancellationToken));

            // Whatever SQS does not say that it took, it did not take.
            var taken = (answer.Successful ?? []).Select(entry => entry.Id).ToHashSet();
            Interlocked.Add(ref _sent, entries.RemoveAll(entry => taken.Contains(entry.Id)));
            var failed = (answer.Failed ?? []).ToDictionary(entry => entry.Id);
            var hopeless = entries.Where(entry => attempt == Attempts || failed.GetValueOrDefault(entry.Id)?.SenderFault == true).ToHashSet();
            entries.RemoveAll(hopeless.Contains);
            GiveUp(hopeless.Select(entry => new UnsentObject(batch[int.Parse(entry.Id)].Key, Reason(failed.GetValueOrDefault(entry.Id)))));
        }
    }

    private static string Reason(BatchResultErrorEntry? failed) =>
        failed is null ? "SQS did not answer for it" : $"SQS refused it: {failed.Code} {failed.Message}".TrimEnd();

    private void GiveUp(IEnumerable<UnsentObject> unsent)
    {
        lock (_gate)
        {
            foreach (var entry in unsent)
            {
                _unsentCount++;
                if (_unsent.Count < UnsentKept)
                {
                    _unsent.Add(entry);
                }
            }
        }
    }
}
