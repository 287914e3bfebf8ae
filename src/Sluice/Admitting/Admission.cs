using Sluice.Failures;
using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Telemetry;

namespace Sluice.Admitting;

/// <summary>What became of what a delivery asks for: admitted as a request, or refused with the reason.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>An object that can be loaded.</summary>
    public sealed record Admitted(LoadRequest Request) : Admission;

    /// <summary>Nothing that the agent can act on.</summary>
    /// <param name="Delivery">The delivery.</param>
    /// <param name="Message">Its fields, when the envelope could be opened.</param>
    /// <param name="Failure">Why it was refused.</param>
    public sealed record Refused(Delivery Delivery, ObjectMessage? Message, Failure Failure) : Admission
    {
        /// <summary>What the message is about, as far as it can be told.</summary>
        public string Subject =>
            Message?.Key is { } key ? $"s3://{Excerpt.Of(Message.Bucket ?? "")}/{Excerpt.Of(key)}" : $"message {Delivery.MessageId}";

        public string? CorrelationId => Message?.CorrelationId is { } id ? Excerpt.Of(id) : null;

        /// <summary>Joins the outcomes of all that the message asks for; null when that is this alone.</summary>
        public DeliveryOutcome? Shared { get; init; }

        /// <summary>Its spans, while anybody listens.</summary>
        public ObjectTrace? Trace { get; init; }
    }

    /// <summary>The message is S3's test of a new notification and about no object: nothing is lost with it.</summary>
    /// <param name="Delivery">The delivery.</param>
    /// <param name="Bucket">The bucket that was configured, as far as the message says.</param>
    public sealed record TestEvent(Delivery Delivery, string? Bucket) : Admission;
}
