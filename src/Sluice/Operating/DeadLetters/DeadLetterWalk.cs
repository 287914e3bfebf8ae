using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Topology;

namespace Sluice.Operating.DeadLetters;

/// <summary>
/// One pass over a dead-letter queue, ten letters at a time, each once. SQS cannot peek: a letter that is received is hidden from others, for no longer than the pass should
/// take, and made visible again when the pass ends. Whoever crashes in between leaves it hidden until then, and nothing else.
/// </summary>
internal sealed class DeadLetterWalk(DeadLetterQueues queues, Domain domain) : IAsyncDisposable
{
    /// <summary>Most messages of one call (Amazon SQS quotas).</summary>
    internal const int BatchEntries = 10;

    // A letter comes again when its time is over. So many receives without a new one, and the pass has been everywhere.
    private const int FruitlessReceives = 3;

    private const int BatchesAtOnce = 8;

    private static readonly TimeSpan _shortestHiding = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _longestHiding = TimeSpan.FromHours(1);
    private static readonly TimeSpan _perLetter = TimeSpan.FromMilliseconds(25);

    // No more than 120,000, of some hundred bytes each: so many messages SQS lets be in hand.
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _handles = new(StringComparer.Ordinal);
    private TimeSpan _hiding;

    /// <summary>Whether SQS let it come to the end of the queue.</summary>
    public bool IsWhole { get; private set; } = true;

    /// <summary>Letters that others had in hand as the pass began, so that it does not see them; 0 where that may not be asked.</summary>
    public int Hidden { get; private set; }

    /// <summary>The next letters, or null when there are no more.</summary>
    /// <param name="cancellationToken">Ends the pass before the next receive. A receive itself is not broken off: SQS may already have hidden letters for it.</param>
    /// <exception cref="DeadLetterRefusedException">This user may not.</exception>
    /// <exception cref="AwsException">SQS does not answer.</exception>
    public async Task<IReadOnlyList<Message>?> NextAsync(CancellationToken cancellationToken)
    {
        if (_hiding == TimeSpan.Zero)
        {
            _hiding = await HidingAsync(cancellationToken);
        }

        for (var fruitless = 0; fruitless < FruitlessReceives; fruitless++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var messages = await ReceiveAsync();
            if (messages.Count == 0)
            {
                return null;
            }

            foreach (var message in messages)
            {
                _handles[message.MessageId] = message.ReceiptHandle;
            }

            if (messages.FindAll(message => _seen.Add(message.MessageId)) is [_, ..] found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The letter is gone, so that it need not be let go.</summary>
    public void Forget(string messageId) => _handles.Remove(messageId);

    /// <summary>Lets go of what is still in hand. What cannot be let go comes back by itself.</summary>
    public async ValueTask DisposeAsync()
    {
        var batches = _handles.Values.Chunk(BatchEntries);
        try
        {
            await Parallel.ForEachAsync(batches, new ParallelOptions { MaxDegreeOfParallelism = BatchesAtOnce }, async (handles, _) => await LetGoAsync(handles));
        }
        catch (Exception e) when (e is DeadLetterRefusedException or AwsException)
        {
            // Whoever may not, or cannot, need not try with the others.
        }

        _handles.Clear();
    }

    private Task LetGoAsync(string[] handles)
    {
        var entries = handles.Select((handle, n) => new ChangeMessageVisibilityBatchRequestEntry($"{n}", handle) { VisibilityTimeout = 0 });
        var request = new ChangeMessageVisibilityBatchRequest(queues.Url(domain), [.. entries]);
        return queues.CallAsync(domain, "sqs:ChangeMessageVisibility", sqs => sqs.ChangeMessageVisibilityBatchAsync(request, CancellationToken.None));
    }

    private async Task<List<Message>> ReceiveAsync()
    {
        var request = new ReceiveMessageRequest
        {
            QueueUrl = queues.Url(domain),
            MaxNumberOfMessages = BatchEntries,

            // Long: a short poll asks some of SQS's servers alone, and may find nothing where there is something.
            WaitTimeSeconds = 1,
            VisibilityTimeout = (int)_hiding.TotalSeconds,
            MessageSystemAttributeNames = ["All"],
            MessageAttributeNames = ["All"],
        };
        var answer = await queues.CallAsync(domain, "sqs:ReceiveMessage", sqs => ReceiveAsync(sqs, request));
        return answer?.Messages ?? [];
    }

    /// <returns>Null when too many messages are in hand already.</returns>
    private async Task<ReceiveMessageResponse?> ReceiveAsync(IAmazonSQS sqs, ReceiveMessageRequest request)
    {
        try
        {
            return await sqs.ReceiveMessageAsync(request, CancellationToken.None);
        }
        catch (AmazonSQSException e) when (e is OverLimitException || e.ErrorCode?.EndsWith("OverLimit", StringComparison.Ordinal) == true)
        {
            IsWhole = false;
            return null;
        }
    }

    /// <summary>As long as a pass over so many letters should take.</summary>
    private async Task<TimeSpan> HidingAsync(CancellationToken cancellationToken)
    {
        try
        {
            var answer = await queues.CallAsync(
                domain,
                "sqs:GetQueueAttributes",
                sqs => sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queues.Url(domain), ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]), cancellationToken));
            Hidden = answer.ApproximateNumberOfMessagesNotVisible;
            var hiding = _shortestHiding + (_perLetter * answer.ApproximateNumberOfMessages);
            return hiding < _longestHiding ? hiding : _longestHiding;
        }
        catch (DeadLetterRefusedException)
        {
            // It may not ask how many there are, and perhaps receive them all the same.
            return _shortestHiding;
        }
    }
}
