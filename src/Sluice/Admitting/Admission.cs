using Sluice.Failures;
using Sluice.Receiving;

namespace Sluice.Admitting;

/// <summary>What became of a delivery: admitted as a request, or refused with the reason.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>The message asks for an object that can be loaded.</summary>
    public sealed record Admitted(LoadRequest Request) : Admission;

    /// <summary>The message is not one that the agent can act on.</summary>
    /// <param name="Delivery">The delivery.</param>
    /// <param name="Message">Its fields, when the envelope could be opened.</param>
    /// <param name="Failure">Why it was refused.</param>
    public sealed record Refused(Delivery Delivery, ObjectMessage? Message, Failure Failure) : Admission
    {
        /// <summary>What the message is about, as far as it can be told.</summary>
        public string Subject => Message?.Key is { } key ? $"s3://{Message.Bucket}/{key}" : $"message {Delivery.MessageId}";

        public string? CorrelationId => Message?.CorrelationId;
    }
}
