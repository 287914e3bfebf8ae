namespace Sluice.Operating.DeadLetters;

/// <summary>What a redrive or a purge has done.</summary>
internal sealed record DeadLetterReport
{
    /// <summary>Letters that were moved back to their load queue, or deleted.</summary>
    public long Done { get; init; }

    /// <summary>Letters that were not, each for its own reason.</summary>
    public long FailedCount { get; init; }

    /// <summary>The first of those.</summary>
    public IReadOnlyList<FailedLetter> Failed { get; init; } = [];

    /// <summary>Queues that this user may not do it with.</summary>
    public IReadOnlyList<DeadLetterRefusal> Refusals { get; init; } = [];

    /// <summary>What people should know besides, such as a move task that goes on.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Why it broke off before it was through: SQS did not answer, in one sentence without its full stop. Null when it did not break off.</summary>
    public string? Fault { get; init; }

    /// <summary>Whether it was cancelled before it was through.</summary>
    public bool IsCancelled { get; init; }

    /// <summary>Whether everything that was asked for is done.</summary>
    public bool IsComplete => FailedCount == 0 && Refusals.Count == 0 && Fault is null && !IsCancelled;
}
