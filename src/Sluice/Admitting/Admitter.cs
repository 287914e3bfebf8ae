using System.Globalization;
using Sluice.Failures;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Topology;

namespace Sluice.Admitting;

/// <summary>Turns a delivery into <see cref="LoadRequest"/>s, or refuses it as E001 with the reason (R7, R8).</summary>
internal sealed class Admitter(PipelineTopology topology)
{
    // As long as a version id may be; S3's own ids, tags and sequencers are far shorter.
    private const int MaxIdChars = 1024;

    // What the ledger's times can hold.
    private const int FirstYear = 1900, LastYear = 2299;

    /// <summary>Reads, completes and checks a message. Never throws for what a message may hold.</summary>
    /// <returns>What became of each object that it asks for; at least one.</returns>
    public IReadOnlyList<Admission> Admit(Delivery delivery) => Envelope.Open(delivery.Body, delivery.MessageId) switch
    {
        EnvelopeContent.TestEvent test => [new Admission.TestEvent(delivery, test.Bucket)],
        EnvelopeContent.Objects { Messages: [var message] } => [Admit(delivery, message, null)],
        EnvelopeContent.Objects { Messages: var messages } => AdmitAll(delivery, messages),
        EnvelopeContent.Unreadable unreadable => [new Admission.Refused(delivery, null, Failure.InvalidEvent(unreadable.Reason))],
        _ => [new Admission.Refused(delivery, null, Failure.InvalidEvent("the message cannot be read"))],
    };

    private IReadOnlyList<Admission> AdmitAll(Delivery delivery, IReadOnlyList<ObjectMessage> messages)
    {
        var shared = new DeliveryOutcome(messages.Count);
        return [.. messages.Select(message => Admit(delivery, message, shared))];
    }

    private Admission Admit(Delivery delivery, ObjectMessage message, DeliveryOutcome? shared) =>
        TryRequest(delivery, message, out var reason) is { } request
            ? new Admission.Admitted(request with { Shared = shared })
            : new Admission.Refused(delivery, message, Failure.InvalidEvent(reason ?? "the message cannot be read")) { Shared = shared };

    private LoadRequest? TryRequest(Delivery delivery, ObjectMessage message, out string? reason)
    {
        reason = message.Fault ?? Mismatch(delivery, message) ?? Malformed(message);
        if (reason is not null || ObjectKey.TryParse(delivery.Domain, message.Key!, out reason) is not { } key)
        {
            return null;
        }

        reason = Disagreement(MessageFields.TableName, message.TableName, key.TableName)
            ?? Disagreement(MessageFields.Partition, message.Partition, key.Partition);
        return reason is not null
            ? null
            : new LoadRequest(
                delivery,
                message.Bucket!,
                message.Key!,
                delivery.Domain,
                key.TableName,
                key.Partition,
                Size(message.FileSize),
                message.CorrelationId!,
                message.ETag?.Trim('"') is { Length: > 0 } etag ? etag : null,
                message.VersionId,
                message.Sequencer,
                Time(message.EventTime));
    }

    private string? Mismatch(Delivery delivery, ObjectMessage message) => message switch
    {
        { Bucket: null } => "the message has no bucket",
        { Key: null } => "the message has no key",
        { CorrelationId: null } => "the message has no correlation_id",
        _ when message.Bucket != topology.Bucket =>
            $"the message is about bucket \"{Excerpt.Of(message.Bucket)}\", but this agent loads from {topology.Bucket}",
        _ when message.Domain is { } domain && domain != delivery.Domain.Name =>
            $"the message is about domain \"{Excerpt.Of(domain)}\", but it came through the queue of {delivery.Domain.Name}",
        _ => null,
    };

    private static string? Malformed(ObjectMessage message) => message switch
    {
        _ when message.FileSize is { } size && Size(size) is null => $"file_size \"{Excerpt.Of(size)}\" is not a whole number of bytes",
        _ when message.EventTime is { } time && Time(time) is null =>
            $"event_time \"{Excerpt.Of(time)}\" is not an ISO 8601 time of the years {FirstYear} to {LastYear}",
        _ => MalformedId(MessageFields.CorrelationId, message.CorrelationId)
            ?? MalformedId(MessageFields.ETag, message.ETag)
            ?? MalformedId(MessageFields.VersionId, message.VersionId)
            ?? MalformedId(MessageFields.Sequencer, message.Sequencer),
    };

    /// <summary>What goes on into logs, settings and statements fits on a line.</summary>
    private static string? MalformedId(string field, string? id) => id switch
    {
        { Length: > MaxIdChars } => $"{field} is longer than {MaxIdChars} characters",
        not null when id.Any(char.IsControl) => $"{field} \"{Excerpt.Of(id)}\" has a control character",
        _ => null,
    };

    private static string? Disagreement(string field, string? said, string fromKey) =>
        said is null || said == fromKey ? null : $"{field} says \"{Excerpt.Of(said)}\", but the key says \"{Excerpt.Of(fromKey)}\"";

    private static long? Size(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time.Year is >= FirstYear and <= LastYear
            ? time
            : null;
}
