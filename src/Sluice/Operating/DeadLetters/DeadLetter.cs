namespace Sluice.Operating.DeadLetters;

/// <summary>A message in a dead-letter queue.</summary>
internal sealed record DeadLetter
{
    public required string Domain { get; init; }

    public required string MessageId { get; init; }

    public required string Body { get; init; }

    /// <summary>When it first entered a queue.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The object's key, or empty when the message names none.</summary>
    public string Key { get; init; } = "";

    /// <summary>Label of the error code, or of the kind where the specification has no code.</summary>
    public string ErrorCode { get; init; } = "";

    public string ErrorKind { get; init; } = "";

    /// <summary>Why it was given up: from its attributes, else from the ledger.</summary>
    public string Reason { get; init; } = "";

    public int Attempts { get; init; }

    public DateTimeOffset? FirstFailedAt { get; init; }

    public string CorrelationId { get; init; } = "";

    public string LoadId { get; init; } = "";
}
