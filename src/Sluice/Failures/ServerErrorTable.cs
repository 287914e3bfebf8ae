using System.Collections.Frozen;

namespace Sluice.Failures;

/// <summary>
/// The codes of ClickHouse that an <c>INSERT … SELECT FROM s3()</c> can meet, each with what it means; docs/operations.md shows this table. A code that is not in it is
/// <see cref="ErrorKind.Unknown"/>: retried, then dead-lettered, never dropped.
/// </summary>
internal static class ServerErrorTable
{
    private static readonly FrozenDictionary<int, ServerError> _byCode = Rows().ToFrozenDictionary(row => row.Code);

    public static IEnumerable<ServerError> All => _byCode.Values.OrderBy(row => row.Kind).ThenBy(row => row.Code);

    public static ServerError? Find(int code) => _byCode.GetValueOrDefault(code);

    private static IEnumerable<ServerError> Rows() => [.. OfObjects(), .. OfTables(), .. OfConnections(), .. OfTheServer(), .. OfPermissions()];

    private static IEnumerable<ServerError> OfObjects() =>
    [
        Format(3, "UNEXPECTED_END_OF_FILE", "the object ends too early"),
        Format(32, "ATTEMPT_TO_READ_AFTER_EOF", "the object ends too early"),
        Format(33, "CANNOT_READ_ALL_DATA", "the object ends too early"),
        Format(117, "INCORRECT_DATA", "not Parquet, truncated, or a page whose checksum is wrong"),
        Format(271, "CANNOT_DECOMPRESS", "a page cannot be decompressed"),
        Format(354, "ZLIB_INFLATE_FAILED", "a page cannot be decompressed (gzip)"),
        Format(448, "BROTLI_READ_FAILED", "a page cannot be decompressed (brotli)"),
        Format(561, "ZSTD_DECODER_FAILED", "a page cannot be decompressed (zstd)"),
        Format(618, "LZ4_DECODER_FAILED", "a page cannot be decompressed (lz4)"),
        Format(636, "CANNOT_EXTRACT_TABLE_STRUCTURE", "the footer cannot be read, and S3 is not the reason"),
        Format(638, "SNAPPY_UNCOMPRESS_FAILED", "a page cannot be decompressed (snappy)"),
        Format(723, "PARQUET_EXCEPTION", "not Parquet, or damaged"),
        Schema(6, "CANNOT_PARSE_TEXT", "a text cannot become the column's type"),
        Schema(25, "CANNOT_PARSE_ESCAPE_SEQUENCE", "a text cannot become the column's type"),
        Schema(26, "CANNOT_PARSE_QUOTED_STRING", "a text cannot become the column's type"),
        Schema(27, "CANNOT_PARSE_INPUT_ASSERTION_FAILED", "a text cannot become the column's type"),
        Schema(38, "CANNOT_PARSE_DATE", "a text is not a date"),
        Schema(41, "CANNOT_PARSE_DATETIME", "a text is not a time"),
        Schema(69, "ARGUMENT_OUT_OF_BOUND", "a value is outside of the column's range"),
        Schema(72, "CANNOT_PARSE_NUMBER", "a text is not a number"),
        Schema(128, "TOO_LARGE_ARRAY_SIZE", "an array has more elements than ClickHouse takes"),
        Schema(130, "CANNOT_READ_ARRAY_FROM_TEXT", "a text is not an array"),
        Schema(131, "TOO_LARGE_STRING_SIZE", "a text is longer than the column takes"),
        Schema(321, "VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE", "a value is outside of the column's range"),
        Schema(349, "CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN", "a NULL for a column that takes none"),
        Schema(376, "CANNOT_PARSE_UUID", "a text is not a UUID"),
        Schema(407, "DECIMAL_OVERFLOW", "a number has too many digits for the column"),
        Schema(467, "CANNOT_PARSE_BOOL", "a text is not a boolean"),
        Schema(469, "VIOLATED_CONSTRAINT", "a row violates a constraint of the table"),
        Schema(563, "CANNOT_READ_MAP_FROM_TEXT", "a text is not a map"),
        Schema(675, "CANNOT_PARSE_IPV4", "a text is not an IPv4 address"),
        Schema(676, "CANNOT_PARSE_IPV6", "a text is not an IPv6 address"),
        Schema(691, "UNKNOWN_ELEMENT_OF_ENUM", "a value that the column's Enum does not have"),
        new(1009, "S3_OBJECT_CHANGED_DURING_READ", ErrorKind.Network, null, "the object was overwritten while it was read: the next attempt finds it superseded"),
    ];

    private static IEnumerable<ServerError> OfTables() =>
    [
        Schema(7, "INCORRECT_NUMBER_OF_COLUMNS", "the table was altered meanwhile"),
        Schema(8, "THERE_IS_NO_COLUMN", "a column that the file does not have"),
        Schema(10, "NOT_FOUND_COLUMN_IN_BLOCK", "a column that the file does not have"),
        Schema(16, "NO_SUCH_COLUMN_IN_TABLE", "a column that the table does not have"),
        Schema(19, "SIZE_OF_FIXED_STRING_DOESNT_MATCH", "a text is not as long as the FixedString"),
        Schema(20, "NUMBER_OF_COLUMNS_DOESNT_MATCH", "the table was altered meanwhile"),
        Schema(43, "ILLEGAL_TYPE_OF_ARGUMENT", "a type that cannot become the column's, or an expression of the table or a view that does not take it"),
        Schema(44, "ILLEGAL_COLUMN", "a column that cannot be inserted into"),
        Schema(47, "UNKNOWN_IDENTIFIER", "a column that is not there"),
        Schema(50, "UNKNOWN_TYPE", "a type that this version of ClickHouse does not know"),
        Schema(53, "TYPE_MISMATCH", "a type that cannot become the column's"),
        Schema(60, "UNKNOWN_TABLE", "the table is gone"),
        Schema(70, "CANNOT_CONVERT_TYPE", "a value that cannot become the column's type"),
        Schema(81, "UNKNOWN_DATABASE", "the database is gone"),
        Schema(122, "INCOMPATIBLE_COLUMNS", "the columns of the file do not fit the table's"),
        Schema(218, "TABLE_IS_DROPPED", "the table was dropped meanwhile"),
        Schema(248, "INVALID_PARTITION_VALUE", "a row whose partition key is no partition"),
        Schema(386, "NO_COMMON_TYPE", "types that do not go together"),
        Schema(524, "ALTER_OF_COLUMN_IS_FORBIDDEN", "contract mode Evolve cannot add the column"),
        OfTable(242, "TABLE_IS_READ_ONLY", ErrorKind.Database, "the table takes no rows now"),
        OfTable(252, "TOO_MANY_PARTS", ErrorKind.Throttled, "merges of the table cannot keep up (or an object has rows of too many partitions: see below)"),
        OfTable(473, "DEADLOCK_AVOIDED", ErrorKind.Database, "an ALTER holds the table"),
        OfTable(692, "TOO_MANY_MUTATIONS", ErrorKind.Throttled, "mutations of the table cannot keep up"),
        OfTable(733, "TABLE_IS_BEING_RESTARTED", ErrorKind.Database, "the table is being restarted"),
        new(774, "TABLE_IS_PERMANENTLY_READ_ONLY", ErrorKind.Database, null, "the table takes no rows"),
        OfTable(225, "NO_ZOOKEEPER", ErrorKind.Database, "a replicated table has no Keeper"),
        OfTable(254, "NO_ACTIVE_REPLICAS", ErrorKind.Database, "no replica of the table is there"),
        OfTable(285, "TOO_FEW_LIVE_REPLICAS", ErrorKind.Database, "too few replicas for the quorum"),
        OfTable(286, "UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE", ErrorKind.Database, "the quorum of an earlier insert is not there yet"),
        OfTable(319, "UNKNOWN_STATUS_OF_INSERT", ErrorKind.Database, "a replicated table lost Keeper while it inserted"),
        OfTable(574, "DISTRIBUTED_TOO_MANY_PENDING_BYTES", ErrorKind.Throttled, "a Distributed table has too much to send"),
        OfTable(999, "KEEPER_EXCEPTION", ErrorKind.Database, "a replicated table cannot reach Keeper"),
        OfTable(279, "ALL_CONNECTION_TRIES_FAILED", ErrorKind.Network, "a shard or replica cannot be reached"),
        OfTable(519, "NO_REMOTE_SHARD_AVAILABLE", ErrorKind.Network, "no shard can be reached"),
    ];

    private static IEnumerable<ServerError> OfConnections() =>
    [
        new(159, "TIMEOUT_EXCEEDED", ErrorKind.Connection, null, "the load took longer than the message timeout"),
        new(160, "TOO_SLOW", ErrorKind.Connection, null, "the user's profile ends queries that are too slow"),
        new(198, "DNS_ERROR", ErrorKind.Connection, Sink.S3, "ClickHouse cannot resolve S3's name"),
        new(209, "SOCKET_TIMEOUT", ErrorKind.Network, null, "a connection of ClickHouse timed out"),
        new(210, "NETWORK_ERROR", ErrorKind.Network, null, "a connection of ClickHouse broke"),
        new(394, "QUERY_WAS_CANCELLED", ErrorKind.Connection, null, "somebody ended the query (KILL QUERY)"),
        new(735, "QUERY_WAS_CANCELLED_BY_CLIENT", ErrorKind.Connection, null, "the query's connection was gone"),
        new(95, "CANNOT_READ_FROM_SOCKET", ErrorKind.Network, null, "a connection of ClickHouse broke"),
        new(96, "CANNOT_WRITE_TO_SOCKET", ErrorKind.Network, null, "a connection of ClickHouse broke"),
        new(483, "TOO_MANY_REDIRECTS", ErrorKind.Network, null, "S3 sends ClickHouse to and fro: is clickHouse.s3Endpoint of the bucket's Region?"),
        new(1000, "POCO_EXCEPTION", ErrorKind.Network, null, "a connection of ClickHouse failed"),
    ];

    private static IEnumerable<ServerError> OfTheServer() =>
    [
        new(241, "MEMORY_LIMIT_EXCEEDED", ErrorKind.Memory, null, "the insert needs more than the domain's budget (memoryMiB)"),
        new(173, "CANNOT_ALLOCATE_MEMORY", ErrorKind.Memory, null, "the machine has no memory left"),
        new(307, "TOO_MANY_BYTES", ErrorKind.Memory, null, "the user's profile limits the bytes of a query"),
        new(158, "TOO_MANY_ROWS", ErrorKind.Memory, null, "the user's profile limits the rows of a query"),
        new(777, "MEMORY_RESERVATION_KILLED", ErrorKind.Memory, null, "ClickHouse gave the insert's memory to another query"),
        new(778, "MEMORY_RESERVATION_FAILED", ErrorKind.Memory, null, "ClickHouse has no memory left for the insert"),
        OfTable(243, "NOT_ENOUGH_SPACE", ErrorKind.Database, "the table's disk is full"),
        OfTable(75, "CANNOT_WRITE_TO_FILE_DESCRIPTOR", ErrorKind.Database, "the table's disk cannot be written"),
        OfTable(76, "CANNOT_OPEN_FILE", ErrorKind.Database, "a file of the table cannot be opened"),
        OfTable(204, "CANNOT_FSYNC", ErrorKind.Database, "the table's disk cannot be written"),
        OfServer(201, "QUOTA_EXCEEDED", ErrorKind.Throttled, "the user's quota is used up"),
        OfServer(202, "TOO_MANY_SIMULTANEOUS_QUERIES", ErrorKind.Throttled, "ClickHouse runs as many queries as it may"),
        OfServer(203, "NO_FREE_CONNECTION", ErrorKind.Throttled, "ClickHouse has no connection free"),
        OfServer(236, "ABORTED", ErrorKind.Database, "ClickHouse is shutting down"),
        OfServer(364, "RECEIVED_ERROR_TOO_MANY_REQUESTS", ErrorKind.Throttled, "too many requests"),
        OfServer(439, "CANNOT_SCHEDULE_TASK", ErrorKind.Throttled, "ClickHouse has no thread free"),
        OfServer(700, "USER_SESSION_LIMIT_EXCEEDED", ErrorKind.Throttled, "the user has as many sessions as it may"),
        OfServer(745, "SERVER_OVERLOADED", ErrorKind.Throttled, "ClickHouse has too much to do"),
        OfServer(749, "TCP_CONNECTION_LIMIT_REACHED", ErrorKind.Throttled, "ClickHouse has as many connections as it may"),
        OfServer(762, "HTTP_CONNECTION_LIMIT_REACHED", ErrorKind.Throttled, "ClickHouse has as many connections as it may"),
        OfServer(763, "SESSION_REFUSED", ErrorKind.Database, "ClickHouse is shutting down"),
        OfServer(776, "RESOURCE_LIMIT_EXCEEDED", ErrorKind.Throttled, "the user's workload has no resources left"),
        new(425, "SYSTEM_ERROR", ErrorKind.Database, null, "the operating system refused something"),
    ];

    private static IEnumerable<ServerError> OfPermissions() =>
    [
        new(497, "ACCESS_DENIED", ErrorKind.Permission, null, "the ClickHouse user has no grant for the table, or none to read S3"),
        new(164, "READONLY", ErrorKind.Permission, null, "the user's profile is read-only"),
        new(291, "DATABASE_ACCESS_DENIED", ErrorKind.Permission, null, "the ClickHouse user may not see the database"),
        new(452, "SETTING_CONSTRAINT_VIOLATION", ErrorKind.Permission, null, "the user's profile does not let it set what a load needs"),
        new(472, "READONLY_SETTING", ErrorKind.Permission, null, "the user's profile does not let it set what a load needs"),
        new(491, "UNACCEPTABLE_URL", ErrorKind.Permission, null, "the server's remote_url_allow_hosts does not have S3's host"),
        new(669, "NAMED_COLLECTION_DOESNT_EXIST", ErrorKind.Permission, Sink.ClickHouse, "the configured named collection is not there, or not for this user"),
        new(192, "UNKNOWN_USER", ErrorKind.Permission, Sink.ClickHouse, "the ClickHouse user is not known"),
        new(193, "WRONG_PASSWORD", ErrorKind.Permission, Sink.ClickHouse, "the ClickHouse user's password is wrong"),
        new(194, "REQUIRED_PASSWORD", ErrorKind.Permission, Sink.ClickHouse, "the ClickHouse user has a password, and none is configured"),
        new(195, "IP_ADDRESS_NOT_ALLOWED", ErrorKind.Permission, Sink.ClickHouse, "the ClickHouse user may not come from this address"),
        new(516, "AUTHENTICATION_FAILED", ErrorKind.Permission, Sink.ClickHouse, "the ClickHouse user or its password is wrong"),
        new(720, "USER_EXPIRED", ErrorKind.Permission, Sink.ClickHouse, "the ClickHouse user has expired"),
    ];

    private static ServerError Format(int code, string name, string when) => new(code, name, ErrorKind.Format, null, when);

    private static ServerError Schema(int code, string name, string when) => new(code, name, ErrorKind.Schema, null, when);

    private static ServerError OfTable(int code, string name, ErrorKind kind, string when) => new(code, name, kind, Sink.Table, when);

    private static ServerError OfServer(int code, string name, ErrorKind kind, string when) => new(code, name, kind, Sink.ClickHouse, when);
}
