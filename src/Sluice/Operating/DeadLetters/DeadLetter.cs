namespace Sluice.Operating.DeadLetters;

/// <summary>A message in a dead-letter queue.</summary>
internal sealed record DeadLetter
{
    public required string Domain { get; init; }

    public required string MessageId { get; init; }

    public required string Body { get; init; }

    /// <summary>When it first entered a queue.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The object's key, or empty when the message names none. Of a message about several objects, the first one's.</summary>
    public string Key { get; init; } = "";

    /// <summary>Keys of all objects that the message is about.</summary>
    public IReadOnlyList<string> Keys { get; init; } = [];

    /// <summary>Label of the error code, or of the kind where the specification has no code; empty when nothing is known.</summary>
    public string ErrorCode { get; init; } = "";

    public string ErrorKind { get; init; } = "";

    /// <summary>Why it was given up: from its attributes, else from the ledger.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Deliveries until it was given up; 0 when that is not known.</summary>
    public int Attempts { get; init; }

    public DateTimeOffset? FirstFailedAt { get; init; }

    public string CorrelationId { get; init; } = "";

    public string LoadId { get; init; } = "";

    /// <summary>Whether SQS's redrive policy moved it, so that its attributes say nothing of why.</summary>
    public bool IsMovedByPolicy { get; init; }

    /// <summary>Its message attributes, as text; those of bytes are left out.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}
