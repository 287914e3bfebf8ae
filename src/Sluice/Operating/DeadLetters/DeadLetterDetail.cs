using Sluice.Ledger;

namespace Sluice.Operating.DeadLetters;

/// <summary>Everything that is known about one dead letter.</summary>
internal sealed record DeadLetterDetail
{
    public required DeadLetter Letter { get; init; }

    /// <summary>What the ledger knows of the object's contents; the letter's own first, where it is told apart.</summary>
    public IReadOnlyList<LedgerEntry> Entries { get; init; } = [];

    /// <summary>What would become of the object now, with the contract's diff, when it was refused for its columns; else null.</summary>
    public ObjectExplanation? Explanation { get; init; }

    /// <summary>Why there is no ledger row or no explanation, when that could not be found out; else null.</summary>
    public string? Fault { get; init; }

    /// <summary>What helps, for people.</summary>
    public required string Remedy { get; init; }
}
