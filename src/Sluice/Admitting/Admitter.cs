using System.Globalization;
using Sluice.Failures;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Admitting;

/// <summary>Turns a delivery into a <see cref="LoadRequest"/>, or refuses it as E001 with the reason (R7, R8).</summary>
internal sealed class Admitter(PipelineTopology topology)
{
    /// <summary>Reads, completes and checks a message. Never throws for what a message may hold.</summary>
    public Admission Admit(Delivery delivery)
    {
        var message = Envelope.TryOpen(delivery.Body, out var reason);
        return message is not null && TryRequest(delivery, message, out reason) is { } request
            ? new Admission.Admitted(request)
            : new Admission.Refused(delivery, message, Failure.InvalidEvent(reason ?? "the message cannot be read"));
    }

    private LoadRequest? TryRequest(Delivery delivery, ObjectMessage message, out string? reason)
    {
        reason = Mismatch(delivery, message);
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
                message.ETag?.Trim('"'),
                message.VersionId,
                message.Sequencer,
                Time(message.EventTime));
    }

    private string? Mismatch(Delivery delivery, ObjectMessage message) => message switch
    {
        { Bucket: null } => "the message has no bucket",
        { Key: null } => "the message has no key",
        { CorrelationId: null } => "the message has no correlation_id",
        _ when message.Bucket != topology.Bucket => $"the message is about bucket \"{message.Bucket}\", but this agent loads from {topology.Bucket}",
        _ when message.Domain is { } domain && domain != delivery.Domain.Name =>
            $"the message is about domain \"{domain}\", but it came through the queue of {delivery.Domain.Name}",
        _ when message.FileSize is { } size && Size(size) is null => $"file_size \"{size}\" is not a whole number of bytes",
        _ when message.EventTime is { } time && Time(time) is null => $"event_time \"{time}\" is not an ISO 8601 time",
        _ => null,
    };

    private static string? Disagreement(string field, string? said, string fromKey) =>
        said is null || said == fromKey ? null : $"{field} says \"{said}\", but the key says \"{fromKey}\"";

    private static long? Size(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size : null;

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;
}
