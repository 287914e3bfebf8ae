using System.Collections.Immutable;
using Sluice.Loading.ClickHouse;

namespace Sluice.Ledger;

/// <summary>The ledger's tables. People may query them: <c>SELECT * FROM sluice.loads FINAL WHERE key = '…'</c>.</summary>
internal static class LedgerSchema
{
    public const string Loads = "loads";

    public const string Attempts = "attempts";

    public const string Claims = "claims";

    public const string Agents = "agents";

    private static readonly ImmutableArray<string> _loadColumns =
    [
        "load_id String COMMENT 'Identity of the object version: hash of bucket, key and etag'",
        "bucket LowCardinality(String)",
        "key String",
        "etag String",
        "version_id String COMMENT 'Empty when the bucket keeps no versions'",
        "sequencer String COMMENT 'Orders the events of one key'",
        "domain LowCardinality(String)",
        "database LowCardinality(String)",
        "table LowCardinality(String)",
        "partition String",
        "file_size UInt64 COMMENT 'Bytes, as the message said; 0 when it did not'",
        "correlation_id String",
        "batch_id String COMMENT 'Hash of the members of the INSERT; its deduplication token'",
        "batch_keys Array(String) COMMENT 'Keys of the members of the INSERT, until it is loaded'",
        "batch_members Array(String) COMMENT 'Their load_ids, in the same order'",
        "staging String COMMENT 'Staging table that a large object is published from; empty when it is not staged'",
        "chunk_rows UInt64 COMMENT 'Rows of each published block of a staged object'",
        "block_numbers Map(String, Int64) COMMENT 'Highest block number of each written table when the INSERT was intended'",
        "provenance LowCardinality(String) COMMENT 'Column in which its rows bear its load_id; empty when the table had none'",
        "server_version LowCardinality(String) COMMENT 'ClickHouse that it was intended on: another may cut blocks otherwise'",
        "deadline DateTime64(3, 'UTC') COMMENT 'Server time after which the intended INSERT refuses to start'",
        "intended_at DateTime64(3, 'UTC') COMMENT 'Server time when an INSERT with this token was first intended'",
        "is_spent Bool COMMENT 'the INSERT is not sent again: missing rows are put in by content, or begin anew'",
        "state Enum8('failed' = 1, 'dead_lettered' = 2, 'superseded' = 3, 'skipped' = 4, 'intended' = 5, 'in_doubt' = 6, 'loaded' = 7, 'unloaded' = 8, 'replaced' = 9)",
        "rows UInt64 COMMENT 'Rows in the object'",
        "ranges Tuple(columns UInt64, values UInt64) COMMENT 'Hashes of the columns whose least and greatest values the footer says, and of these values; 0: none'",
        "error_code LowCardinality(String)",
        "error_kind LowCardinality(String)",
        "reason String",
        "dead_letters Array(String) COMMENT 'SQS ids of the messages about it that were given up; such a message is not tried again'",
        "first_failed_at Nullable(DateTime64(3, 'UTC')) COMMENT 'When the first attempt failed, since it last began anew'",
        "attempt UInt32 COMMENT 'Delivery that this row is about'",
        "agent LowCardinality(String)",
        "event_time Nullable(DateTime64(3, 'UTC'))",
        "received_at Nullable(DateTime64(3, 'UTC'))",
        "written_at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC') COMMENT 'When it reached this state: for a loaded row, when it was loaded'",
        "generation UInt16 COMMENT 'Counts new starts, such as after a dead letter'",
        "renewals UInt16 COMMENT 'How often its deduplication token was renewed: its rows were taken out, or its INSERT was found not to have happened'",
        "version UInt64 MATERIALIZED bitShiftLeft(toUInt64(generation), 48) + bitShiftLeft(toUInt64(state), 44) + toUInt64(toUnixTimestamp64Milli(toDateTime64(written_at, 3)))",
    ];

    private static readonly ImmutableArray<string> _attemptColumns =
    [
        "at DateTime64(3, 'UTC') COMMENT 'When it ended'",
        "load_id String",
        "bucket LowCardinality(String)",
        "key String",
        "etag String COMMENT 'As the message said; empty when it did not'",
        "domain LowCardinality(String)",
        "database LowCardinality(String)",
        "table LowCardinality(String)",
        "attempt UInt32 COMMENT 'Delivery of the message, from 1'",
        "attempt_id String COMMENT 'Shared by the objects that were tried together; ids of its queries begin with sluice-<attempt_id>'",
        "message_id String COMMENT 'SQS id of the message'",
        "outcome LowCardinality(String) COMMENT 'Loaded, AlreadyLoaded, RetryLater, Held, DeadLetter, Superseded, Skipped, Released'",
        "error_code LowCardinality(String)",
        "error_kind LowCardinality(String)",
        "reason String",
        "rows UInt64",
        "queued_ms UInt64 COMMENT 'From entering the queue to the start of the load'",
        "load_ms UInt64",
        "settle_ms UInt64 COMMENT 'Telling SQS'",
        "latency_ms Nullable(UInt64) COMMENT 'From the creation of the object until this, when the message said when it was created'",
        "delay_ms UInt64 COMMENT 'Until the message comes back, where it does'",
        "correlation_id String",
        "agent LowCardinality(String)",
    ];

    /// <summary>All of them.</summary>
    public static readonly ImmutableArray<string> Tables = [Loads, Attempts, Claims, Agents];

    /// <summary>Statements that make what is missing; harmless to run again.</summary>
    public static IReadOnlyList<string> Create(string database) =>
    [
        $"CREATE DATABASE IF NOT EXISTS {Sql.Identifier(database)}",
        CreateLoads(database),
        CreateAttempts(database),
        CreateClaims(database),
        CreateAgents(database),
    ];

    /// <summary>Columns of <see cref="Loads"/> with their types, as table functions take them.</summary>
    /// <param name="columns">Their names.</param>
    public static string StructureOf(IEnumerable<string> columns) =>
        string.Join(", ", columns.Select(column => _loadColumns.First(definition => definition.StartsWith($"{column} ", StringComparison.Ordinal)).Split(" COMMENT ")[0]));

    /// <summary>The statement that adds the columns that a history of an earlier version has not; null when it has all.</summary>
    public static string? AddToAttempts(string database, IReadOnlyCollection<string> present)
    {
        var missing = _attemptColumns.Where(column => !present.Contains(column.Split(' ')[0])).ToList();
        return missing.Count == 0
            ? null
            : $"ALTER TABLE {Sql.Identifier(database)}.{Attempts} {string.Join(", ", missing.Select(column => $"ADD COLUMN IF NOT EXISTS {column}"))}";
    }

    // By key, so that an object's versions are together and a listing of the bucket can be compared in one pass. Small granules, since look-ups
    // are of few keys; all of a granule in one file (compact parts, whatever their size), since a file for each of 30 columns costs a look-up
    // more than all it reads; fsync, since an insert may follow that only this row knows of.
    private static string CreateLoads(string database) =>
        $"""
         CREATE TABLE IF NOT EXISTS {Sql.Identifier(database)}.{Loads}
         (
             {string.Join(",\n    ", _loadColumns)}
         )
         ENGINE = ReplacingMergeTree(version)
         ORDER BY (bucket, key, load_id)
         SETTINGS index_granularity = 256, min_bytes_for_wide_part = 1000000000000, fsync_after_insert = 1, non_replicated_deduplication_window = 0
         COMMENT 'One current row per object version that Sluice has seen: SELECT … FINAL'
         """;

    // Not worth an fsync: when the server loses it, the attempt that holds it has lost its connection too.
    private static string CreateClaims(string database) =>
        $"""
         CREATE TABLE IF NOT EXISTS {Sql.Identifier(database)}.{Claims}
         (
             subject String COMMENT 'load_id of the object version, or the hash of its key where the contents of a key exclude one another',
             key String,
             attempt_id String,
             claimed_at DateTime64(6, 'UTC') DEFAULT now64(6, 'UTC'),
             expires_at DateTime64(6, 'UTC') COMMENT 'Server time until which no other attempt may intend an INSERT of it',
             is_released Bool DEFAULT false COMMENT 'The attempt lets it go before that'
         )
         ENGINE = MergeTree
         ORDER BY subject
         TTL toDateTime(expires_at) + INTERVAL 1 DAY
         SETTINGS index_granularity = 512, non_replicated_deduplication_window = 0
         COMMENT 'Which attempt is at which object: of two deliveries of one object only one begins an INSERT'
         """;

    // By time, since pages and figures are about the latest; a key is found by its filter.
    private static string CreateAttempts(string database) =>
        $"""
         CREATE TABLE IF NOT EXISTS {Sql.Identifier(database)}.{Attempts}
         (
             {string.Join(",\n    ", _attemptColumns)},
             INDEX by_key key TYPE bloom_filter GRANULARITY 1
         )
         ENGINE = MergeTree
         ORDER BY (at, key)
         SETTINGS index_granularity = 1024
         COMMENT 'One row per attempt at an object, with what happened'
         """;

    // An agent that was not heard of for a week is gone.
    private static string CreateAgents(string database) =>
        $"""
         CREATE TABLE IF NOT EXISTS {Sql.Identifier(database)}.{Agents}
         (
             agent String COMMENT 'Host and process',
             started_at DateTime64(3, 'UTC'),
             at DateTime64(3, 'UTC') DEFAULT now64(3, 'UTC') COMMENT 'When it was last heard of',
             version LowCardinality(String) COMMENT 'Of Sluice',
             report String COMMENT 'JSON: what it has in hand, sinks, queues, alarms'
         )
         ENGINE = ReplacingMergeTree(at)
         ORDER BY agent
         TTL toDateTime(at) + INTERVAL 7 DAY
         COMMENT 'One current row per agent: SELECT … FINAL'
         """;
}
