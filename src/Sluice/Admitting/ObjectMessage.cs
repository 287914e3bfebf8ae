namespace Sluice.Admitting;

/// <summary>The fields of a message, whatever envelope they came in, unchecked. An absent field and an empty string are both null.</summary>
internal sealed record ObjectMessage
{
    public string? Bucket { get; init; }

    public string? Key { get; init; }

    public string? Domain { get; init; }

    public string? TableName { get; init; }

    public string? Partition { get; init; }

    public string? FileSize { get; init; }

    public string? CorrelationId { get; init; }

    public string? ETag { get; init; }

    public string? VersionId { get; init; }

    public string? Sequencer { get; init; }

    public string? EventTime { get; init; }

    /// <summary>Why the object cannot be loaded, as far as the envelope tells.</summary>
    public string? Fault { get; init; }
}
