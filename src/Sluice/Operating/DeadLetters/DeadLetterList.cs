namespace Sluice.Operating.DeadLetters;

/// <summary>What lies in dead-letter queues.</summary>
internal sealed record DeadLetterList
{
    /// <summary>The letters that the filter takes, by domain.</summary>
    public IReadOnlyList<DeadLetter> Letters { get; init; } = [];

    /// <summary>Whether these are all: no more than asked for, and no queue was refused.</summary>
    public bool IsWhole { get; init; } = true;

    /// <summary>Letters that others have in hand, so that they are not among these: about so many, for a while.</summary>
    public int Hidden { get; init; }

    /// <summary>Queues that this user may not look into.</summary>
    public IReadOnlyList<DeadLetterRefusal> Refusals { get; init; } = [];

    /// <summary>Why some letters have no reason, when the ledger could not be asked; else null.</summary>
    public string? LedgerFault { get; init; }
}
