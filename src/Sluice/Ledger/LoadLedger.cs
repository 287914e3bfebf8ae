using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Loading.ClickHouse;

namespace Sluice.Ledger;

/// <summary>
/// What was loaded, attempted and refused, kept in ClickHouse beside the data. It has no window: an object loaded three years ago is still
/// known.
/// </summary>
internal sealed class LoadLedger
{
    private const string Columns =
        "load_id, bucket, key, etag, version_id, sequencer, domain, database, table, partition, file_size, correlation_id, batch_id, batch_keys, "
        + "batch_members, staging, chunk_rows, block_numbers, deadline, state, rows, error_code, reason, attempt, agent, event_time, received_at, "
        + "generation, removals";

    private const int UnknownTable = 60;

    private const int UnknownDatabase = 81;

    private static readonly JsonSerializerOptions _json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowReadingFromString,
        Converters = { new JsonStringEnumConverter<LoadState>(JsonNamingPolicy.SnakeCaseLower), new LoadIdConverter() },
    };

    private static readonly QueryOptions _asJson = new()
    {
        CustomSettings = new Dictionary<string, object> { ["date_time_output_format"] = "iso", ["enable_named_columns_in_function_tuple"] = 1 },
    };

    private static readonly TimeSpan _writeTimeout = TimeSpan.FromSeconds(60);

    private readonly ClickHouseClient _client;
    private readonly TimeProvider _time;
    private readonly string _name;
    private readonly string _bucket;
    private readonly string _database;
    private readonly WriteCombiner<LedgerEntry> _entries;

    public LoadLedger(ClickHouseClient client, SluiceSettings settings, TimeProvider time)
    {
        _client = client;
        _time = time;
        _name = settings.Ledger.Database;
        _bucket = settings.Topology.Bucket;
        _database = Sql.Identifier(_name);
        _entries = new WriteCombiner<LedgerEntry>(WriteEntriesAsync);
    }

    /// <summary>Makes the ledger's tables where they are missing, and sees that they can be asked.</summary>
    /// <exception cref="ClickHouseServerException">They are missing and the user may not make them.</exception>
    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await AskAsync([new ObjectVersion("", new LoadId(""))], cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is UnknownTable or UnknownDatabase)
        {
            foreach (var statement in LedgerSchema.Create(_name))
            {
                await _client.ExecuteNonQueryAsync(statement, cancellationToken: cancellationToken);
            }
        }
    }

    /// <summary>Asks for all of these at once.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read; nothing may be loaded without its answer.</exception>
    public Task<LedgerAnswer> AskAsync(IReadOnlyCollection<ObjectVersion> versions, CancellationToken cancellationToken) =>
        ReadAsync($"{KeyIn(versions.Select(version => version.Key))} AND load_id IN ({List(versions.Select(version => version.Id.Value))})", cancellationToken);

    /// <summary>Every content that these keys are known to have had.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public Task<LedgerAnswer> VersionsAsync(IEnumerable<string> keys, CancellationToken cancellationToken) => ReadAsync(KeyIn(keys), cancellationToken);

    private async Task<LedgerAnswer> ReadAsync(string condition, CancellationToken cancellationToken)
    {
        // An aggregate answers with one row even when nothing is known, so that the clock always comes along.
        using var reader = await _client.ExecuteReaderAsync(
            $"""
             SELECT now64(3, 'UTC'), groupArray(toJSONString(tuple({Columns})))
             FROM (SELECT *, version FROM {_database}.{LedgerSchema.Loads} WHERE {condition} ORDER BY version DESC LIMIT 1 BY load_id)
             """,
            options: _asJson,
            cancellationToken: cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var entries = ((IEnumerable<string>)reader.GetValue(1)).Select(json => JsonSerializer.Deserialize<LedgerEntry>(json, _json)!);
        return new LedgerAnswer(DateTime.SpecifyKind(reader.GetDateTime(0), DateTimeKind.Utc), entries.ToDictionary(entry => entry.LoadId));
    }

    private string KeyIn(IEnumerable<string> keys) => $"bucket = {Sql.Literal(_bucket)} AND key IN ({List(keys)})";

    private static string List(IEnumerable<string> values) => string.Join(", ", values.Distinct().Select(Sql.Literal));

    /// <summary>Writes a row; on return it is on disk. Rows that are written at the same time share one INSERT.</summary>
    /// <exception cref="ClickHouseServerException">It may or may not have been written; writing it again does no harm.</exception>
    public Task WriteAsync(LedgerEntry entry, CancellationToken cancellationToken) => _entries.WriteAsync(entry, cancellationToken);

    /// <summary>Adds to the history of attempts.</summary>
    public Task WriteAsync(IEnumerable<LedgerAttempt> attempts, CancellationToken cancellationToken) =>
        InsertAsync(LedgerSchema.Attempts, attempts, cancellationToken);

    private async Task WriteEntriesAsync(IReadOnlyList<LedgerEntry> entries)
    {
        using var limit = new CancellationTokenSource(_writeTimeout, _time);
        await InsertAsync(LedgerSchema.Loads, entries, limit.Token);
    }

    private Task InsertAsync<T>(string table, IEnumerable<T> rows, CancellationToken cancellationToken) =>
        _client.ExecuteNonQueryAsync(
            $"INSERT INTO {_database}.{table} SETTINGS date_time_input_format = 'best_effort', input_format_skip_unknown_fields = 0 FORMAT JSONEachRow\n"
            + string.Join('\n', rows.Select(row => JsonSerializer.Serialize(row, _json))),
            cancellationToken: cancellationToken);

    private sealed class LoadIdConverter : JsonConverter<LoadId>
    {
        public override LoadId Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => new(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, LoadId value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}
