namespace Sluice.Operating.DeadLetters;

/// <summary>Which dead letters; all of them unless something is set.</summary>
internal sealed record DeadLetterFilter
{
    public string? Domain { get; init; }

    /// <summary>What keys begin with.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary>Label of the error code (<c>E003</c>), or the kind (<c>Schema</c>).</summary>
    public string? ErrorCode { get; init; }

    /// <summary>SQS ids of messages; empty is every message.</summary>
    public IReadOnlyCollection<string> MessageIds { get; init; } = [];

    /// <summary>Whether it takes every letter of its domains.</summary>
    public bool TakesAll => KeyPrefix.Length == 0 && ErrorCode is null && MessageIds.Count == 0;
}
