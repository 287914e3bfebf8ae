using Sluice.Operating.DeadLetters;

namespace Sluice.WebConsole.Letters;

/// <summary>What was in dead-letter queues when they were looked into.</summary>
internal sealed record LetterView
{
    public required DateTimeOffset At { get; init; }

    public IReadOnlyList<DeadLetter> Letters { get; init; } = [];

    /// <summary>Whether these are all that there are.</summary>
    public bool IsWhole { get; init; }

    /// <summary>Letters by domain; null where nobody may count them.</summary>
    public IReadOnlyDictionary<string, long?> Counts { get; init; } = new Dictionary<string, long?>();

    /// <summary>Queues that could not be looked into.</summary>
    public IReadOnlyList<DeadLetterRefusal> Refusals { get; init; } = [];

    /// <summary>Why some letters have no reason, or null.</summary>
    public string? LedgerFault { get; init; }

    /// <summary>Why nothing could be looked into, or null.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether no queue could be looked into, so that the ledger alone knows something.</summary>
    public bool IsShut { get; init; }
}
