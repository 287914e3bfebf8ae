namespace Sluice.Operating.DeadLetters;

/// <summary>Which dead letters; all of them unless something is set.</summary>
internal sealed record DeadLetterFilter
{
    public string? Domain { get; init; }

    /// <summary>What keys begin with.</summary>
    public string KeyPrefix { get; init; } = "";

    public string? ErrorCode { get; init; }

    /// <summary>SQS ids of messages; empty is every message.</summary>
    public IReadOnlyCollection<string> MessageIds { get; init; } = [];
}
