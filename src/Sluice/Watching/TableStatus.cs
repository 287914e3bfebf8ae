using Sluice.Loading.Targets;

namespace Sluice.Watching;

/// <summary>A table that objects are loaded into.</summary>
internal sealed record TableStatus
{
    public required TableName Name { get; init; }

    public required string Domain { get; init; }

    /// <summary>Its engine, or null when the table does not exist although objects were meant for it.</summary>
    public string? Engine { get; init; }

    public long Rows { get; init; }

    public long Bytes { get; init; }

    /// <summary>Active parts.</summary>
    public long Parts { get; init; }

    /// <summary>Columns with their types, in the table's order: the contract.</summary>
    public IReadOnlyList<(string Name, string Type)> Columns { get; init; } = [];

    /// <summary>How many inserts ClickHouse remembers for deduplication, on it and on each table that its views write to.</summary>
    public IReadOnlyDictionary<string, long> Windows { get; init; } = new Dictionary<string, long>();

    /// <summary>Whether it has the provenance column.</summary>
    public bool HasProvenance { get; init; }

    /// <summary>Why the agent would take no object for it, or null.</summary>
    public string? Refusal { get; init; }

    /// <summary>Objects loaded into it, ever.</summary>
    public long Objects { get; init; }

    public DateTime? LastLoadedAt { get; init; }
}
