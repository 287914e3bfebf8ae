using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Admitting;
using Sluice.Ledger;
using Sluice.Topology;

namespace Sluice.Operating.DeadLetters;

/// <summary>Reads what a letter says of itself: the attributes that <see cref="Settling.DeadLetterQueue"/> writes, and the object in its body.</summary>
internal static class DeadLetterText
{
    /// <summary>The attributes that say why a message was given up. They are not sent along when it is redriven: the next failure has its own.</summary>
    public static IReadOnlySet<string> Reasons { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "ErrorCode", "ErrorKind", "Reason", "Attempts", "FirstFailedAt", "Agent", "CorrelationId", "LoadId",
    };

    /// <summary>The letter, without what only the ledger knows.</summary>
    public static DeadLetter Read(Domain domain, Message message)
    {
        var attributes = (message.MessageAttributes ?? []).Where(attribute => attribute.Value.StringValue is not null).ToDictionary(attribute => attribute.Key, attribute => attribute.Value.StringValue);
        var about = Objects(message);
        var letter = new DeadLetter
        {
            Domain = domain.Name,
            MessageId = message.MessageId,
            Body = message.Body ?? "",
            SentAt = Number(System(message, MessageSystemAttributeName.SentTimestamp)) is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null,
            Key = about is [var first, ..] ? first.Key ?? "" : "",
            Keys = [.. about.Select(each => each.Key).OfType<string>().Distinct()],
            CorrelationId = about is [var named, ..] ? named.CorrelationId ?? "" : "",
            LoadId = about is [{ Bucket: { } bucket, Key: { } key, ETag: { } etag }] ? LoadId.Of(bucket, key, etag.Trim('"')).Value : "",
            Attributes = attributes,

            // Attributes of an earlier stay in this queue travel along when SQS moves the message there and back.
            IsMovedByPolicy = System(message, MessageSystemAttributeName.DeadLetterQueueSourceArn) is not null || !attributes.ContainsKey("ErrorCode"),
        };
        return letter.IsMovedByPolicy ? letter : WithReason(letter, attributes);
    }

    private static DeadLetter WithReason(DeadLetter letter, Dictionary<string, string> attributes) => letter with
    {
        ErrorCode = attributes.GetValueOrDefault("ErrorCode") ?? "",
        ErrorKind = attributes.GetValueOrDefault("ErrorKind") ?? "",
        Reason = attributes.GetValueOrDefault("Reason") ?? "",
        Attempts = (int)(Number(attributes.GetValueOrDefault("Attempts")) ?? 0),
        FirstFailedAt = DateTimeOffset.TryParse(attributes.GetValueOrDefault("FirstFailedAt"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : null,
        CorrelationId = attributes.GetValueOrDefault("CorrelationId") ?? letter.CorrelationId,
        LoadId = attributes.GetValueOrDefault("LoadId") ?? letter.LoadId,
    };

    private static IReadOnlyList<ObjectMessage> Objects(Message message) =>
        Envelope.Open(message.Body ?? "", message.MessageId) is EnvelopeContent.Objects objects ? objects.Messages : [];

    private static string? System(Message message, string name) => message.Attributes?.GetValueOrDefault(name);

    private static long? Number(string? text) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
