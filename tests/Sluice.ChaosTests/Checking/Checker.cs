using System.Text.Json;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Checking;

/// <summary>Compares every row with the files that were uploaded. Nothing that the agent says is taken for granted.</summary>
internal sealed class Checker(Database database)
{
    private const int MostRows = 8;

    /// <summary>Looks at everything that was uploaded.</summary>
    public async Task<(IReadOnlyList<ObjectCheck> Checks, int Strangers)> CheckAsync(IReadOnlyCollection<Upload> uploads, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(ChaosTable, int), Found>();
        foreach (var table in Enum.GetValues<ChaosTable>())
        {
            foreach (var (number, rows) in await FoundAsync(TableNames.FullName(table), "count()", "uniqExact(row)", $"sum({SourceMaker.RowHash})", cancellationToken))
            {
                found[(table, number)] = rows;
            }
        }

        var sums = await FoundAsync(TableNames.Sums, "sum(rows)", "sum(rows)", "sum(checksum)", cancellationToken);
        var states = await StatesAsync(cancellationToken);
        var checks = uploads.Select(upload => Check(upload, found, sums, states)).ToList();
        var known = uploads.Select(upload => (upload.Source.Table, upload.Source.Number)).ToHashSet();
        return (checks, found.Keys.Count(key => !known.Contains(key)));
    }

    /// <summary>Staging tables that nobody needs any more.</summary>
    public async Task<IReadOnlyList<string>> StagingTablesAsync(CancellationToken cancellationToken) =>
    [
        .. (await database.QueryAsync("SELECT name FROM system.tables WHERE database = 'sluice' AND name ILIKE '%stag%'", cancellationToken))
            .Select(row => row.GetProperty("name").GetString()!),
    ];

    /// <summary>What the ledger has about a key, its last attempts, and the inserts that named it with their tokens.</summary>
    public async Task<IReadOnlyList<JsonElement>> EvidenceAsync(string key, CancellationToken cancellationToken) =>
    [
        .. await database.QueryAsync($"SELECT *, version FROM sluice.loads WHERE key = '{key}' ORDER BY written_at DESC LIMIT {MostRows}", cancellationToken),
        .. await database.QueryAsync($"SELECT * FROM sluice.attempts WHERE key = '{key}' ORDER BY at DESC LIMIT {MostRows}", cancellationToken),
        .. await database.QueryAsync(
            $"""
             SELECT event_time_microseconds AS ended, type, written_rows, exception_code, Settings['insert_deduplication_token'] AS token, left(query, 120) AS query
             FROM system.query_log
             WHERE type != 'QueryStart' AND query_kind = 'Insert' AND position(query, '{Path.GetFileName(key)}') > 0
             ORDER BY ended DESC LIMIT {MostRows}
             """,
            cancellationToken),
    ];

    private static ObjectCheck Check(
        Upload upload,
        Dictionary<(ChaosTable, int), Found> found,
        Dictionary<int, Found> sums,
        Dictionary<(string, string), string> states) => new(
            upload,
            found.GetValueOrDefault((upload.Source.Table, upload.Source.Number)),
            upload.Source.Table == ChaosTable.Viewed ? sums.GetValueOrDefault(upload.Source.Number) : null,
            states.GetValueOrDefault((upload.Key, upload.ETag)));

    private async Task<Dictionary<int, Found>> FoundAsync(string table, string rows, string distinct, string checksum, CancellationToken cancellationToken)
    {
        var answer = await database.QueryAsync(
            $"SELECT object, {rows} AS found, {distinct} AS different, {checksum} AS total FROM {table} GROUP BY object", cancellationToken);
        return answer.ToDictionary(
            row => row.GetProperty("object").GetInt32(),
            row => new Found(row.GetProperty("found").GetInt64(), row.GetProperty("different").GetInt64(), row.GetProperty("total").GetUInt64()));
    }

    private async Task<Dictionary<(string, string), string>> StatesAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync("SELECT key, etag, toString(state) AS state FROM sluice.loads FINAL", cancellationToken)).ToDictionary(
            row => (row.GetProperty("key").GetString()!, row.GetProperty("etag").GetString()!),
            row => row.GetProperty("state").GetString()!);
}
