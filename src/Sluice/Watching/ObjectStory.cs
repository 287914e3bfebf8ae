using Sluice.Ledger;
using Sluice.Operating;

namespace Sluice.Watching;

/// <summary>Everything that is known about one key: where it is, what became of each of its contents, every attempt.</summary>
internal sealed record ObjectStory
{
    public required S3Address Address { get; init; }

    public required ObjectStanding Standing { get; init; }

    /// <summary>The answer in one sentence, with times and reason.</summary>
    public required string Summary { get; init; }

    /// <summary>What the operator can do, with the command; null when there is nothing to do.</summary>
    public string? WhatToDo { get; init; }

    /// <summary>That command, to be copied into a shell; null when there is none.</summary>
    public string? Command { get; init; }

    /// <summary>How the object now in the bucket fits its table, for one that was given up because it does not: a line for each finding; else null.</summary>
    public string? Contract { get; init; }

    /// <summary>What S3 has under the key now, or null when it has nothing or cannot be asked.</summary>
    public StoredObject? Stored { get; init; }

    /// <summary>The contents that the ledger knows, the latest first.</summary>
    public IReadOnlyList<LedgerEntry> Versions { get; init; } = [];

    /// <summary>The attempts, the latest first; no more than the latest 200.</summary>
    public IReadOnlyList<LedgerAttempt> Attempts { get; init; } = [];

    /// <summary>The statements of the last attempt that ClickHouse still remembers (<c>system.query_log</c>), credentials hidden; empty where it may not be read.</summary>
    public IReadOnlyList<StoryStatement> Statements { get; init; } = [];
}
