using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Logging;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Settling;

/// <summary>
/// Sends a message to its dead-letter queue with the reason as message attributes and the body unchanged. Where the agent may not (<c>sqs:SendMessage</c> is an optional
/// permission; R14), the redrive policy has to take the message, and the reason is in the ledger alone.
/// </summary>
internal sealed class DeadLetterQueue(IAmazonSQS sqs, QueueUrls urls, AgentIdentity agent, TimeProvider time, ILogger<DeadLetterQueue> logger)
{
    private const int LongestReason = 2000;

    // Somebody may grant the permission while the agent runs.
    private static readonly TimeSpan _untilNextTry = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<Domain, DateTimeOffset> _forbiddenUntil = new();

    /// <summary>Sends it, to be seen in the dead-letter queue when the last backoff is over.</summary>
    /// <param name="delivery">The message.</param>
    /// <param name="outcome">Why it is given up.</param>
    /// <returns>Whether it is in the dead-letter queue now.</returns>
    /// <exception cref="AmazonSQSException">SQS did not answer as it should; the message may be in the dead-letter queue or not.</exception>
    public async Task<bool> TrySendAsync(Delivery delivery, LoadOutcome.DeadLetter outcome)
    {
        if (_forbiddenUntil.TryGetValue(delivery.Domain, out var until) && time.GetUtcNow() < until)
        {
            return false;
        }

        try
        {
            await sqs.SendMessageAsync(new SendMessageRequest(urls.DeadLetterQueue(delivery.Domain), delivery.Body)
            {
                DelaySeconds = (int)outcome.Wait.TotalSeconds,
                MessageAttributes = Attributes(delivery, outcome),
            });
            return true;
        }
        catch (AmazonSQSException e) when (IsForbidden(e))
        {
            _forbiddenUntil[delivery.Domain] = time.GetUtcNow() + _untilNextTry;
            PipelineLog.DeadLettersNotAllowed(logger, urls.DeadLetterQueue(delivery.Domain), FailureClassifier.ClassifyAws(e).Reason);
            return false;
        }
        catch (AmazonSQSException e) when (IsRefused(e))
        {
            PipelineLog.DeadLetterRefused(logger, delivery.MessageId, FailureClassifier.ClassifyAws(e).Reason);
            return false;
        }
    }

    private static bool IsForbidden(AmazonSQSException exception) =>
        exception is QueueDoesNotExistException || (FailureClassifier.Classify(exception) is { Kind: ErrorKind.Permission, Sink: null });

    /// <summary>The body is as long as a message may be, and has no room for attributes; or it has a character that may be received but not sent.</summary>
    private static bool IsRefused(AmazonSQSException exception) => exception is InvalidMessageContentsException || exception.ErrorCode == "InvalidParameterValue";

    private Dictionary<string, MessageAttributeValue> Attributes(Delivery delivery, LoadOutcome.DeadLetter outcome)
    {
        var failure = outcome.Failure;
        var attributes = new Dictionary<string, MessageAttributeValue>();
        void Add(string name, string? value, string type = "String")
        {
            if (!string.IsNullOrEmpty(value))
            {
                attributes[name] = new MessageAttributeValue { DataType = type, StringValue = value };
            }
        }

        Add("ErrorCode", failure.Label);
        Add("ErrorKind", failure.Kind.ToString());
        Add("Reason", Sendable(failure.Reason));
        Add("Attempts", delivery.ReceiveCount.ToString(CultureInfo.InvariantCulture), "Number");
        Add("FirstFailedAt", (outcome.FirstFailedAt ?? time.GetUtcNow()).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
        Add("Agent", agent.Name);
        Add("CorrelationId", Sendable(outcome.CorrelationId ?? ""));
        Add("LoadId", outcome.LoadId);
        return attributes;
    }

    /// <summary>Without the characters that SQS takes in no message.</summary>
    private static string Sendable(string text)
    {
        var kept = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (kept.Length >= LongestReason)
            {
                kept.Append('…');
                break;
            }

            var isSendable = rune.Value is 0x9 or 0xA or 0xD or (>= 0x20 and <= 0xD7FF) or (>= 0xE000 and <= 0xFFFD) or >= 0x10000;
            kept.Append(isSendable ? rune.ToString() : "\uFFFD");
        }

        return kept.ToString();
    }
}
