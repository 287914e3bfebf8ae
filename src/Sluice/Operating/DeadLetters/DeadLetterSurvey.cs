namespace Sluice.Operating.DeadLetters;

/// <summary>Every letter that a filter takes, counted.</summary>
internal sealed record DeadLetterSurvey
{
    /// <summary>Letters by domain and error code.</summary>
    public IReadOnlyList<DeadLetterCount> Counts { get; init; } = [];

    /// <summary>SQS ids of all of them.</summary>
    public IReadOnlyCollection<string> MessageIds { get; init; } = [];

    /// <summary>The first of them.</summary>
    public IReadOnlyList<DeadLetter> First { get; init; } = [];

    /// <summary>Letters that others have in hand, so that they are not among these: about so many, for a while.</summary>
    public int Hidden { get; init; }

    /// <summary>Queues that this user may not look into.</summary>
    public IReadOnlyList<DeadLetterRefusal> Refusals { get; init; } = [];

    /// <summary>Why some letters have no error code, when the ledger could not be asked; else null.</summary>
    public string? LedgerFault { get; init; }

    public long Total => Counts.Sum(count => count.Letters);
}
