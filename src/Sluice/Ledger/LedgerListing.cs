using System.Collections.Frozen;
using System.Data.Common;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Ledger;

/// <summary>Passes over the ledger in the order of its keys' UTF-8 bytes, a page in memory at a time.</summary>
internal sealed class LedgerListing(ClickHouseClient client, SluiceSettings settings)
{
    private static readonly FrozenDictionary<LoadState, string> _names = Enum.GetValues<LoadState>().ToFrozenDictionary(state => state, Named);

    /// <summary>The columns of <see cref="LineOf"/>.</summary>
    public const string LineColumns =
        "key, load_id, etag, toInt32(state), rows, domain, database, table, file_size, version_id, sequencer, error_code, reason, event_time, written_at";

    /// <summary>Rows of one page. Each page is a query of its own, so that none waits for S3 in between.</summary>
    internal int PageRows { get; init; } = 20_000;

    /// <summary>A state as the ledger's column and people write it: <c>dead_lettered</c>.</summary>
    public static string NameOf(LoadState state) => _names[state];

    /// <summary>The current rows that the filter takes, by key and then by load id. A ledger that is not there yet is empty.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public async IAsyncEnumerable<LedgerLine> ReadAsync(LedgerFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var condition = Condition(filter);
        for (var after = ""; ;)
        {
            var page = await PageAsync($"{condition}{after}", cancellationToken);
            foreach (var line in page)
            {
                yield return line;
            }

            if (page.Count < PageRows)
            {
                yield break;
            }

            var (key, id) = (Sql.Literal(page[^1].Key), Sql.Literal(page[^1].LoadId.Value));
            after = $" AND key >= {key} AND (key > {key} OR load_id > {id})";
        }
    }

    /// <summary>How many current rows the filter takes, by state.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public async Task<IReadOnlyDictionary<LoadState, long>> CountAsync(LedgerFilter filter, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<LoadState, long>();
        await EachAsync(
            $"SELECT toInt32(state), count() FROM {Loads} FINAL WHERE {Condition(filter)} GROUP BY state",
            row => counts[(LoadState)row.GetInt32(0)] = Convert.ToInt64(row.GetValue(1), CultureInfo.InvariantCulture),
            cancellationToken);
        return counts;
    }

    private string Loads => $"{Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads}";

    private async Task<List<LedgerLine>> PageAsync(string condition, CancellationToken cancellationToken)
    {
        var page = new List<LedgerLine>();
        await EachAsync(
            $"""
             SELECT {LineColumns}
             FROM {Loads} FINAL
             WHERE {condition}
             ORDER BY bucket, key, load_id
             LIMIT {PageRows}
             """,
            row => page.Add(LineOf(row)),
            cancellationToken);
        return page;
    }

    private async Task EachAsync(string query, Action<DbDataReader> take, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = await client.ExecuteReaderAsync(query, cancellationToken: cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                take(reader);
            }
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            // Nothing was ever loaded.
        }
    }

    /// <summary>A row of <see cref="LineColumns"/>.</summary>
    public static LedgerLine LineOf(DbDataReader row) => new()
    {
        Key = row.GetString(0),
        LoadId = new LoadId(row.GetString(1)),
        ETag = row.GetString(2),
        State = (LoadState)row.GetInt32(3),
        Rows = Convert.ToUInt64(row.GetValue(4), CultureInfo.InvariantCulture),
        Domain = row.GetString(5),
        Table = new TableName(row.GetString(6), row.GetString(7)),
        FileSize = Convert.ToUInt64(row.GetValue(8), CultureInfo.InvariantCulture),
        VersionId = row.GetString(9),
        Sequencer = row.GetString(10),
        ErrorCode = row.GetString(11),
        Reason = row.GetString(12),
        EventTime = row.IsDBNull(13) ? null : DateTime.SpecifyKind(row.GetDateTime(13), DateTimeKind.Utc),
        WrittenAt = DateTime.SpecifyKind(row.GetDateTime(14), DateTimeKind.Utc),
    };

    private string Condition(LedgerFilter filter)
    {
        var condition = new StringBuilder($"bucket = {Sql.Literal(settings.Topology.Bucket)} AND startsWith(key, {Sql.Literal(filter.KeyPrefix)})");
        Add(filter.States.Count > 0, $"state IN ({string.Join(", ", filter.States.Select(state => Sql.Literal(NameOf(state))))})");
        Add(filter.ErrorCode is not null, $"error_code = {Sql.Literal(filter.ErrorCode ?? "")}");
        Add(filter.Domain is not null, $"domain = {Sql.Literal(filter.Domain ?? "")}");
        Add(filter.Since is not null, $"written_at >= {Time(filter.Since)}");
        Add(filter.Until is not null, $"written_at < {Time(filter.Until)}");
        return condition.ToString();

        void Add(bool applies, string more) => condition.Append(applies ? $" AND {more}" : "");
    }

    /// <summary>A time as a statement takes it.</summary>
    public static string Time(DateTime? time) =>
        $"toDateTime64('{time?.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture)}', 3, 'UTC')";

    private static string Named(LoadState state) => JsonNamingPolicy.SnakeCaseLower.ConvertName(state.ToString());
}
