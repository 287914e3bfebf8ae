namespace Sluice.Admitting;

/// <summary>What a message body holds. Closed: whatever it is, it is one of these.</summary>
internal abstract record EnvelopeContent
{
    private EnvelopeContent()
    {
    }

    /// <summary>News of objects, at least one.</summary>
    /// <param name="Messages">The fields about each of them, unchecked.</param>
    public sealed record Objects(IReadOnlyList<ObjectMessage> Messages) : EnvelopeContent;

    /// <summary>What S3 sends once when a notification is configured. It is about no object.</summary>
    /// <param name="Bucket">The bucket that was configured, as the event says.</param>
    public sealed record TestEvent(string? Bucket) : EnvelopeContent;

    /// <summary>Nothing that the agent knows.</summary>
    /// <param name="Reason">What it is instead, and what was expected.</param>
    public sealed record Unreadable(string Reason) : EnvelopeContent;
}
