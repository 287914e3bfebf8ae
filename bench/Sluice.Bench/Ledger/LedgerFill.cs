using ClickHouse.Driver;
using Sluice.Ledger;

namespace Sluice.Bench.Ledger;

/// <summary>
/// Fills a ledger as loading would have over the years: batches of neighbouring objects of 40 tables, day after day. Each part therefore reaches over
/// the whole order of keys, and a look-up has to look into every one of them.
/// </summary>
/// <param name="client">A client that may insert into the ledger.</param>
/// <param name="database">Database of the ledger.</param>
/// <param name="bucket">Bucket of the objects.</param>
internal sealed class LedgerFill(ClickHouseClient client, string database, string bucket)
{
    /// <summary>Objects that were loaded by one insert.</summary>
    public const int BatchObjects = 10;

    private const long InsertEntries = 500_000;

    private const long Claims = 100_000;

    private const string Tables = "['market/prices', 'market/trades', 'sales/orders', 'sales/items']";

    // Object number → key: four domains' ten tables each, one day of them after the other, 100 objects of a table a day.
    private const string Key =
        $"""
         concat(arrayElement({Tables}, 1 + intDiv(number, 10) % 4), '_', toString(intDiv(number, 40) % 10),
                '/ds=', toString(toDate('2019-01-01') + intDiv(number, 4000)),
                '/part-', leftPad(toString(intDiv(number, 400) % 10 * 10 + number % 10), 5, '0'), '.parquet')
         """;

    private const string Id = "lower(hex(sipHash128(key)))";

    private long _entries;

    /// <summary>Adds entries until there are as many, by several inserts.</summary>
    public async Task FillToAsync(long entries, CancellationToken cancellationToken)
    {
        while (_entries < entries)
        {
            var next = Math.Min(entries, _entries + InsertEntries);
            await ExecuteAsync(Insert(_entries / BatchObjects, (next - _entries) / BatchObjects), cancellationToken);
            _entries = next;
        }
    }

    /// <summary>Adds the claims of a day: a few hold still, the others have expired.</summary>
    public Task AddClaimsAsync(CancellationToken cancellationToken) => ExecuteAsync(
        $"""
         INSERT INTO {database}.{LedgerSchema.Claims} (subject, key, attempt_id, claimed_at, expires_at, is_released)
         SELECT {Id}, key, lower(hex(sipHash128(intDiv(number, 10), 'attempt'))), claimed_at, claimed_at + INTERVAL 5 MINUTE, number % 100 = 0
         FROM (SELECT number, {Key} AS key, now64(6, 'UTC') - toIntervalMillisecond(number * 800) AS claimed_at FROM numbers({Claims}))
         """,
        cancellationToken);

    /// <summary>Some of what is in the ledger.</summary>
    public async Task<IReadOnlyList<ObjectVersion>> SampleAsync(int count, Random random, CancellationToken cancellationToken)
    {
        var numbers = new HashSet<long>();
        while (numbers.Count < Math.Min(count, _entries))
        {
            numbers.Add(random.NextInt64(_entries));
        }

        var versions = new List<ObjectVersion>();
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT {Key} AS key, {Id} FROM (SELECT arrayJoin([{string.Join(", ", numbers)}]) AS number)", cancellationToken: cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            versions.Add(new ObjectVersion(reader.GetString(0), new LoadId(reader.GetString(1))));
        }

        return versions;
    }

    private string Insert(long firstBatch, long batches) =>
        $"""
         INSERT INTO {database}.{LedgerSchema.Loads}
             (load_id, bucket, key, etag, sequencer, domain, database, table, partition, file_size, correlation_id, batch_id, batch_keys, batch_members,
              block_numbers, server_version, deadline, state, rows, attempt, agent, event_time, received_at, written_at)
         SELECT load_id, '{bucket}', key, lower(hex(MD5(key))), leftPad(hex(batch), 18, '0'), path[1], path[1], path[2], path[3],
                1000000 + sipHash64(key) % 100000000, batch_id, batch_id, batch_keys, batch_members, map(concat(path[1], '.', path[2]), toInt64(batch)), version(),
                at + 60, 'loaded', 1000 + sipHash64(key) % 1000000, 1, concat('agent-', toString(batch % 2)), at, at + 2, at + 5
         FROM
         (
             SELECT *, key, load_id, splitByChar('/', key) AS path, toDateTime('2019-01-01 06:00:00', 'UTC') + intDiv(batch, 400) * 86400 AS at
             FROM
             (
                 SELECT batch, batch_keys, arrayMap(key -> {Id}, batch_keys) AS batch_members, lower(hex(sipHash128(batch, 'batch'))) AS batch_id
                 FROM
                 (
                     SELECT number AS batch, arrayMap(number -> {Key}, range(batch * {BatchObjects}, (batch + 1) * {BatchObjects})) AS batch_keys
                     FROM numbers({firstBatch}, {batches})
                 )
             )
             ARRAY JOIN batch_keys AS key, batch_members AS load_id
         )
         """;

    private Task ExecuteAsync(string statement, CancellationToken cancellationToken) =>
        client.ExecuteNonQueryAsync(statement, cancellationToken: cancellationToken);
}
