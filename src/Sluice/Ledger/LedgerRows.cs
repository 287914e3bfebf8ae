using System.Globalization;
using System.Text;
using ClickHouse.Driver;
using Sluice.Loading.ClickHouse;

namespace Sluice.Ledger;

/// <summary>
/// Sends rows to the ledger's tables, a line of JSON each. They are never one text: that of a large batch would be a megabyte, and of such ones the pools keep many.
/// </summary>
/// <param name="client">The server.</param>
/// <param name="database">The ledger's database, quoted.</param>
internal sealed class LedgerRows(ClickHouseClient client, string database)
{
    /// <summary>Columns of <see cref="LedgerSchema.Loads"/> that an entry has.</summary>
    public const string LoadColumns =
        "load_id, bucket, key, etag, version_id, sequencer, domain, database, table, partition, file_size, correlation_id, batch_id, batch_keys, "
        + "batch_members, staging, chunk_rows, block_numbers, provenance, server_version, deadline, state, rows, ranges, error_code, error_kind, reason, dead_letters, first_failed_at, attempt, agent, event_time, received_at, "
        + "generation, renewals, intended_at, is_spent";

    /// <summary>Setting of every write: a profile may have inserts wait in a queue, and be answered before they are on disk.</summary>
    public const string AtOnce = "async_insert = 0";

    private const string ReadingJson = AtOnce + ", date_time_input_format = 'best_effort', input_format_skip_unknown_fields = 0";

    private static readonly byte[] _newLine = "\n"u8.ToArray();

    private static readonly string[] _loadColumns = LoadColumns.Split(", ");

    // Keys may be long.
    private static readonly QueryOptions _large = new() { CustomSettings = new Dictionary<string, object> { ["max_query_size"] = "67108864" } };

    /// <summary>Adds to the history of attempts.</summary>
    public Task WriteAsync(IEnumerable<LedgerAttempt> attempts, CancellationToken cancellationToken) =>
        SendAsync($"INSERT INTO {database}.{LedgerSchema.Attempts} SETTINGS {ReadingJson} FORMAT JSONEachRow", attempts.Select(LedgerJson.BytesOf), cancellationToken);

    /// <summary>Writes rows of object versions, all of them or none.</summary>
    public Task WriteAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken)
    {
        var batches = entries.Where(IsOfBatch).DistinctBy(entry => entry.BatchId).ToList();
        return batches.Count == 0
            ? SendAsync($"INSERT INTO {database}.{LedgerSchema.Loads} SETTINGS {ReadingJson} FORMAT JSONEachRow", entries.Select(LedgerJson.BytesOf), cancellationToken)
            : WriteAsync(entries, batches, cancellationToken);
    }

    /// <summary>Every row says who its batch is; it travels once for each batch, or a batch of n objects would send n × n of them.</summary>
    private Task WriteAsync(IReadOnlyList<LedgerEntry> entries, List<LedgerEntry> batches, CancellationToken cancellationToken)
    {
        var numbers = batches.Index().ToDictionary(batch => batch.Item.BatchId, batch => batch.Index + 1);
        byte[] RowOf(LedgerEntry entry) => IsOfBatch(entry)
            ? [.. LedgerJson.BytesOf(entry with { BatchKeys = [], BatchMembers = [] }).AsSpan()[..^1], .. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $",\"batch\":{numbers[entry.BatchId]}}}"))]
            : LedgerJson.BytesOf(entry);
        string OfBatch(string column, Func<LedgerEntry, IEnumerable<string>> values) => string.Create(
            CultureInfo.InvariantCulture,
            $"multiIf({string.Join(", ", batches.Select(batch => $"batch = {numbers[batch.BatchId]}, [{string.Join(", ", values(batch).Select(Sql.Literal))}]"))}, {column})");
        var selected = _loadColumns.Select(column => column switch
        {
            "batch_keys" => OfBatch(column, batch => batch.BatchKeys),
            "batch_members" => OfBatch(column, batch => batch.BatchMembers.Select(id => id.Value)),
            _ => column,
        });
        return SendAsync(
            $"""
             INSERT INTO {database}.{LedgerSchema.Loads} ({LoadColumns}) SETTINGS {ReadingJson}, max_threads = 1
             SELECT {string.Join(", ", selected)} FROM input({Sql.Literal($"{LedgerSchema.StructureOf(_loadColumns)}, batch UInt16")}) FORMAT JSONEachRow
             """,
            entries.Select(RowOf),
            cancellationToken);
    }

    private static bool IsOfBatch(LedgerEntry entry) => entry.BatchKeys.Count > 1;

    /// <summary>One block: of a request that breaks off ClickHouse takes nothing.</summary>
    private async Task SendAsync(string statement, IEnumerable<byte[]> rows, CancellationToken cancellationToken)
    {
        byte[][] lines = [Encoding.UTF8.GetBytes(statement), .. rows];
        using var answer = await client.PostStreamAsync(
            "",
            async (request, token) =>
            {
                foreach (var line in lines)
                {
                    await request.WriteAsync(line, token);
                    await request.WriteAsync(_newLine, token);
                }
            },
            isCompressed: false,
            cancellationToken,
            _large);
    }
}
