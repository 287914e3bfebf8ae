namespace Sluice.Ledger;

/// <summary>A row of the history: one attempt at one object and what happened.</summary>
internal sealed record LedgerAttempt
{
    public required LoadId LoadId { get; init; }

    public required string Bucket { get; init; }

    public required string Key { get; init; }

    public required int Attempt { get; init; }

    public required string MessageId { get; init; }

    public required string Outcome { get; init; }

    public string ErrorCode { get; init; } = "";

    public string Reason { get; init; } = "";

    public long Rows { get; init; }

    public long QueuedMs { get; init; }

    public long LoadMs { get; init; }

    public required string CorrelationId { get; init; }

    public required string Agent { get; init; }

    public required DateTime At { get; init; }
}
