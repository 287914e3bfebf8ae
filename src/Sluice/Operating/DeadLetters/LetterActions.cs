using System.Net;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Topology;

namespace Sluice.Operating.DeadLetters;

/// <summary>
/// Sends letters of a domain back to its load queue and deletes them, ten at a time. First sent, then deleted: whoever is stopped in between leaves a letter in both queues, which
/// does no harm, since the object is loaded once; the next redrive takes it out.
/// </summary>
internal sealed class LetterActions(DeadLetterQueues queues, Domain domain, TimeProvider time)
{
    private const int Attempts = 4;
    private const int FailuresKept = 100;

    // Of a whole request (Amazon SQS quotas: at least this since 2006). A letter that is longer goes alone.
    private const int MaxRequestBytes = 256 * 1024;

    private readonly List<FailedLetter> _failed = [];
    private long _failedCount;
    private long _done;

    /// <summary>What was done so far.</summary>
    public DeadLetterReport Report => new() { Done = _done, FailedCount = _failedCount, Failed = [.. _failed] };

    /// <summary>Sends the letters to the load queue, and deletes those that were sent.</summary>
    /// <returns>The letters that are no longer in the dead-letter queue.</returns>
    /// <remarks>Not cancellable: what is sent should be deleted.</remarks>
    public async Task<IReadOnlyList<HeldLetter>> MoveAsync(IReadOnlyList<HeldLetter> letters)
    {
        var sent = new List<HeldLetter>();
        foreach (var request in Requests(letters))
        {
            sent.AddRange(await SendAsync(request));
        }

        return await DeleteAsync(sent, "it is in the load queue now, and SQS did not delete it here: redrive or purge it again, which does no harm");
    }

    /// <summary>Deletes the letters.</summary>
    /// <returns>The letters that are no longer in the dead-letter queue.</returns>
    public Task<IReadOnlyList<HeldLetter>> DeleteAsync(IReadOnlyList<HeldLetter> letters) => DeleteAsync(letters, "SQS did not delete it");

    private async Task<IReadOnlyList<HeldLetter>> DeleteAsync(IReadOnlyList<HeldLetter> letters, string whatFailed)
    {
        var deleted = new List<HeldLetter>();
        foreach (var batch in letters.Chunk(DeadLetterWalk.BatchEntries))
        {
            var gone = await InRoundsAsync(batch, whatFailed, DeleteOnceAsync);
            _done += gone.Count;
            deleted.AddRange(gone);
        }

        return deleted;
    }

    private async Task<IReadOnlyList<HeldLetter>> SendAsync(IReadOnlyList<HeldLetter> letters)
    {
        try
        {
            return await InRoundsAsync(letters, "SQS did not take it into the load queue", SendOnceAsync);
        }
        catch (AwsException e) when (e.InnerException is AmazonSQSException { StatusCode: HttpStatusCode.BadRequest })
        {
            if (letters is [var only])
            {
                Fail(only, $"SQS did not take it into the load queue: {e.Message}");
                return [];
            }
        }

        // One of them makes SQS refuse the whole request.
        var sent = new List<HeldLetter>();
        foreach (var letter in letters)
        {
            sent.AddRange(await SendAsync([letter]));
        }

        return sent;
    }

    /// <summary>Tries again what SQS has failed at, and gives up what it refuses.</summary>
    /// <returns>The letters that it has done.</returns>
    private async Task<IReadOnlyList<HeldLetter>> InRoundsAsync(
        IReadOnlyList<HeldLetter> letters,
        string whatFailed,
        Func<IReadOnlyList<HeldLetter>, Task<(IEnumerable<string> Taken, IEnumerable<BatchResultErrorEntry> Failed)>> tryAsync)
    {
        var (left, done) = (letters.ToList(), new List<HeldLetter>());
        for (var attempt = 1; left.Count > 0; attempt++)
        {
            await Task.Delay(GrowingPause.After(attempt - 1), time);
            var answer = await tryAsync(left);

            // Whatever SQS does not say that it did, it did not do.
            var (taken, failed) = (answer.Taken.ToHashSet(), answer.Failed.ToDictionary(entry => entry.Id));
            var numbered = left.Index().ToList();
            done.AddRange(numbered.Where(entry => taken.Contains($"{entry.Index}")).Select(entry => entry.Item));
            left.Clear();
            foreach (var (index, letter) in numbered.Where(entry => !taken.Contains($"{entry.Index}")))
            {
                var why = failed.GetValueOrDefault($"{index}");
                if (attempt == Attempts || why?.SenderFault == true)
                {
                    Fail(letter, $"{whatFailed} ({(why is null ? "no answer for it" : $"{why.Code} {why.Message}".TrimEnd())})");
                }
                else
                {
                    left.Add(letter);
                }
            }
        }

        return done;
    }

    private async Task<(IEnumerable<string> Taken, IEnumerable<BatchResultErrorEntry> Failed)> SendOnceAsync(IReadOnlyList<HeldLetter> letters)
    {
        var entries = letters.Select((letter, n) => new SendMessageBatchRequestEntry($"{n}", letter.Letter.Body)
        {
            MessageAttributes = (letter.Message.MessageAttributes ?? []).Where(attribute => !DeadLetterText.Reasons.Contains(attribute.Key)).ToDictionary(),
        });
        var answer = await queues.CallAsync(
            domain,
            "sqs:SendMessage",
            sqs => sqs.SendMessageBatchAsync(new SendMessageBatchRequest(queues.LoadQueueUrl(domain), [.. entries]), CancellationToken.None));
        return ((answer.Successful ?? []).Select(entry => entry.Id), answer.Failed ?? []);
    }

    private async Task<(IEnumerable<string> Taken, IEnumerable<BatchResultErrorEntry> Failed)> DeleteOnceAsync(IReadOnlyList<HeldLetter> letters)
    {
        var entries = letters.Select((letter, n) => new DeleteMessageBatchRequestEntry($"{n}", letter.Message.ReceiptHandle));
        var answer = await queues.CallAsync(
            domain,
            "sqs:DeleteMessage",
            sqs => sqs.DeleteMessageBatchAsync(new DeleteMessageBatchRequest(queues.Url(domain), [.. entries]), CancellationToken.None));
        return ((answer.Successful ?? []).Select(entry => entry.Id), answer.Failed ?? []);
    }

    private static IEnumerable<IReadOnlyList<HeldLetter>> Requests(IReadOnlyList<HeldLetter> letters)
    {
        var (request, bytes) = (new List<HeldLetter>(), 0L);
        foreach (var letter in letters)
        {
            var size = Size(letter);
            if (request.Count == DeadLetterWalk.BatchEntries || (request.Count > 0 && bytes + size > MaxRequestBytes))
            {
                yield return request;
                (request, bytes) = ([], 0);
            }

            request.Add(letter);
            bytes += size;
        }

        if (request.Count > 0)
        {
            yield return request;
        }
    }

    private static long Size(HeldLetter letter) =>
        Encoding.UTF8.GetByteCount(letter.Letter.Body) + letter.Letter.Attributes.Sum(attribute => 100L + attribute.Key.Length + (attribute.Value.Length * 4));

    private void Fail(HeldLetter letter, string reason)
    {
        _failedCount++;
        if (_failed.Count < FailuresKept)
        {
            _failed.Add(new FailedLetter(domain.Name, letter.Letter.MessageId, reason));
        }
    }
}
