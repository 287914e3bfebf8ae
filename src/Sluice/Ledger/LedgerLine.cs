using Sluice.Loading.Targets;

namespace Sluice.Ledger;

/// <summary>What operators' commands read of a ledger row when they pass over many.</summary>
internal sealed record LedgerLine
{
    public required string Key { get; init; }

    public required LoadId LoadId { get; init; }

    public required string ETag { get; init; }

    public required LoadState State { get; init; }

    public ulong Rows { get; init; }

    public string Domain { get; init; } = "";

    public TableName Table { get; init; }

    public ulong FileSize { get; init; }

    public string VersionId { get; init; } = "";

    public string Sequencer { get; init; } = "";

    public string ErrorCode { get; init; } = "";

    public string Reason { get; init; } = "";

    public DateTime? EventTime { get; init; }

    /// <summary>When it was written, in ClickHouse's time.</summary>
    public DateTime WrittenAt { get; init; }
}
