using System.Text.Json.Serialization;

namespace Sluice.Ledger;

/// <summary>The ledger's row of one object version.</summary>
internal sealed record LedgerEntry
{
    public required LoadId LoadId { get; init; }

    public required string Bucket { get; init; }

    public required string Key { get; init; }

    [JsonPropertyName("etag")]
    public required string ETag { get; init; }

    public string VersionId { get; init; } = "";

    public string Sequencer { get; init; } = "";

    public required string Domain { get; init; }

    public required string Database { get; init; }

    public required string Table { get; init; }

    public required string Partition { get; init; }

    public ulong FileSize { get; init; }

    public required string CorrelationId { get; init; }

    /// <summary>The batch that it is or was inserted in; also the deduplication token.</summary>
    public string BatchId { get; init; } = "";

    /// <summary>Keys of the batch's members, so that anybody can run the same batch again; empty once it is loaded.</summary>
    public IReadOnlyList<string> BatchKeys { get; init; } = [];

    /// <summary>Identities of the batch's members, in the order of <see cref="BatchKeys"/>.</summary>
    public IReadOnlyList<LoadId> BatchMembers { get; init; } = [];

    /// <summary>Staging table that a large object is published from; empty when it is not staged.</summary>
    public string Staging { get; init; } = "";

    /// <summary>Rows of each published block of a staged object.</summary>
    public ulong ChunkRows { get; init; }

    /// <summary>Highest block number of each written table when the insert was intended: how far the deduplication windows have moved since.</summary>
    public IReadOnlyDictionary<string, long> BlockNumbers { get; init; } = new Dictionary<string, long>();

    /// <summary>Column in which its rows bear its identity; empty when the table had none as they were inserted.</summary>
    public string Provenance { get; init; } = "";

    /// <summary>Version of the server that the insert was first intended on.</summary>
    public string ServerVersion { get; init; } = "";

    /// <summary>Server time after which the intended insert refuses to start.</summary>
    public DateTime Deadline { get; init; } = DateTime.UnixEpoch;

    /// <summary>Server time when an insert with this token was first intended.</summary>
    public DateTime IntendedAt { get; init; } = DateTime.UnixEpoch;

    /// <summary>
    /// Whether the insert is never sent again, and rows that are missing are put into the target alone: ClickHouse was found to know the token without having all of the
    /// rows, or it is a batch that failed, which one of its members may be the reason for.
    /// </summary>
    public bool IsSpent { get; init; }

    public required LoadState State { get; init; }

    /// <summary>Counts what came after a terminal state: a dead letter that was redriven is another generation.</summary>
    public ushort Generation { get; init; }

    /// <summary>
    /// How often its token was renewed: its rows were taken out, or its insert was found not to have happened. It is part of the token: ClickHouse may know
    /// the old one, and would drop the insert as a duplicate.
    /// </summary>
    public ushort Renewals { get; init; }

    public ulong Rows { get; init; }

    /// <summary>What its footer said of its columns' values when an insert was intended.</summary>
    public ContentRanges Ranges { get; init; }

    public string ErrorCode { get; init; } = "";

    public string ErrorKind { get; init; } = "";

    public string Reason { get; init; } = "";

    /// <summary>Messages about it that were given up.</summary>
    public IReadOnlyList<string> DeadLetters { get; init; } = [];

    public DateTime? FirstFailedAt { get; init; }

    public uint Attempt { get; init; }

    public string Agent { get; init; } = "";

    public DateTime? EventTime { get; init; }

    public DateTime? ReceivedAt { get; init; }

    /// <summary>When it reached this state, in ClickHouse's time; null unless it was read for people. ClickHouse sets it: it is never written.</summary>
    [JsonIgnore]
    public DateTime? WrittenAt { get; init; }
}
