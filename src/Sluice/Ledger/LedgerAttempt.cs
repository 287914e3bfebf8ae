using System.Text.Json.Serialization;

namespace Sluice.Ledger;

/// <summary>A row of the history: one attempt at one object and what happened.</summary>
internal sealed record LedgerAttempt
{
    public required LoadId LoadId { get; init; }

    public required string Bucket { get; init; }

    public required string Key { get; init; }

    [JsonPropertyName("etag")]
    public string ETag { get; init; } = "";

    public required string Domain { get; init; }

    public string Database { get; init; } = "";

    public string Table { get; init; } = "";

    public required int Attempt { get; init; }

    /// <summary>Shared by the objects that were tried together.</summary>
    public string AttemptId { get; init; } = "";

    public required string MessageId { get; init; }

    public required string Outcome { get; init; }

    public string ErrorCode { get; init; } = "";

    public string ErrorKind { get; init; } = "";

    public string Reason { get; init; } = "";

    public long Rows { get; init; }

    public long QueuedMs { get; init; }

    public long LoadMs { get; init; }

    public long SettleMs { get; init; }

    /// <summary>From the creation of the object until <see cref="At"/>, when the message said when it was created.</summary>
    public long? LatencyMs { get; init; }

    /// <summary>Until the message comes back, where it does.</summary>
    public long DelayMs { get; init; }

    public required string CorrelationId { get; init; }

    public required string Agent { get; init; }

    public required DateTime At { get; init; }
}
