using System.Collections.Frozen;
using System.Globalization;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Readers;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;

namespace Sluice.Ledger;

/// <summary>
/// What was loaded, attempted and refused, kept in ClickHouse beside the data. It has no window: an object loaded three years ago is still
/// known.
/// </summary>
internal sealed class LoadLedger
{
    private const string NoClaims = "[], toDateTime64(0, 6, 'UTC')";

    private static readonly QueryOptions _asJson = new()
    {
        CustomSettings = new Dictionary<string, object> { ["date_time_output_format"] = "iso", ["enable_named_columns_in_function_tuple"] = 1 },
    };

    // Of a look-up that reads a few granules the threads cost more than they save.
    private static readonly QueryOptions _small = new() { CustomSettings = new Dictionary<string, object> { ["max_threads"] = "1" } };

    // A ledger that takes longer does not work; by then a load would wait for it until its own time-out.
    private static readonly TimeSpan _timeout = TimeSpan.FromSeconds(60);

    private readonly ClickHouseClient _client;
    private readonly TimeProvider _time;
    private readonly LedgerHealth _health;
    private readonly string _name;
    private readonly string _bucket;
    private readonly string _database;
    private readonly LedgerRows _rows;
    private readonly WriteCombiner<LedgerEntry> _entries;

    public LoadLedger(ClickHouseClient client, SluiceSettings settings, TimeProvider time, LedgerHealth health)
    {
        _client = client;
        _time = time;
        _health = health;
        _name = settings.Ledger.Database;
        _bucket = settings.Topology.Bucket;
        _database = Sql.Identifier(_name);
        _rows = new LedgerRows(client, _database);
        _entries = new WriteCombiner<LedgerEntry>(WriteEntriesAsync);
    }

    /// <summary>Makes the ledger's tables where they are missing, and sees that they can be asked.</summary>
    /// <exception cref="ClickHouseServerException">They are missing and the user may not make them.</exception>
    public Task PrepareAsync(CancellationToken cancellationToken) => NotedAsync(PrepareTablesAsync, cancellationToken);

    private async Task PrepareTablesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(KeyIn([""]), "1", NoClaims, cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            foreach (var statement in LedgerSchema.Create(_name))
            {
                await _client.ExecuteNonQueryAsync(statement, cancellationToken: cancellationToken);
            }
        }

        if (await OutgrownAsync(cancellationToken) is { } addition)
        {
            await _client.ExecuteNonQueryAsync(addition, cancellationToken: cancellationToken);
        }
    }

    /// <summary>What adds the columns that a history made by an earlier version lacks; null when it lacks none, or its columns cannot be seen.</summary>
    private async Task<string?> OutgrownAsync(CancellationToken cancellationToken)
    {
        using var reader = await _client.ExecuteReaderAsync(
            $"SELECT name FROM system.columns WHERE database = {Sql.Literal(_name)} AND table = '{LedgerSchema.Attempts}'", cancellationToken: cancellationToken);
        var present = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancellationToken))
        {
            present.Add(reader.GetString(0));
        }

        return present.Count == 0 ? null : LedgerSchema.AddToAttempts(_name, present);
    }

    /// <summary>
    /// Claims objects for an attempt. A claim holds until something other than an intent is written about the object, or until it expires. To be sure that nobody else
    /// has claimed them as well, <see cref="AskAsync"/> afterwards: of two that do so, at most one sees no claim but its own.
    /// </summary>
    /// <exception cref="LedgerException">The ledger did not take it.</exception>
    public Task ClaimAsync(IEnumerable<LoadClaim> claims, string attemptId, TimeSpan lifetime, CancellationToken cancellationToken) =>
        GuardAsync(token => WriteClaimsAsync(claims, attemptId, lifetime, isReleased: false, token), cancellationToken);

    /// <summary>Lets claims go of which nothing will be written.</summary>
    public Task ReleaseAsync(IEnumerable<LoadClaim> claims, string attemptId, CancellationToken cancellationToken) =>
        GuardAsync(token => WriteClaimsAsync(claims, attemptId, TimeSpan.Zero, isReleased: true, token), cancellationToken);

    /// <summary>Database of the ledger.</summary>
    public string Name => _name;

    /// <summary>Statements that make what is missing of the ledger; none when it is whole.</summary>
    /// <exception cref="ClickHouseServerException">The user may not even see whether it is there.</exception>
    public async Task<IReadOnlyList<string>> MissingAsync(CancellationToken cancellationToken)
    {
        foreach (var table in LedgerSchema.Tables)
        {
            var exists = await _client.ExecuteScalarAsync($"EXISTS TABLE {_database}.{table}", cancellationToken: cancellationToken);
            if (Convert.ToInt32(exists, CultureInfo.InvariantCulture) == 0)
            {
                return LedgerSchema.Create(_name);
            }
        }

        return await OutgrownAsync(cancellationToken) is { } addition ? [addition] : [];
    }

    /// <summary>Asks for all of these at once.</summary>
    /// <param name="versions">The object versions.</param>
    /// <param name="claims">What this attempt has claimed.</param>
    /// <param name="attemptId">This attempt, whose own claims do not count.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="LedgerException">The ledger cannot be read; nothing may be loaded without its answer.</exception>
    public async Task<LedgerAnswer> AskAsync(
        IReadOnlyCollection<ObjectVersion> versions, IReadOnlyCollection<LoadClaim> claims, string attemptId, CancellationToken cancellationToken)
    {
        var ids = $"load_id IN ({List(versions.Select(version => version.Id.Value))})";

        // Contents that exclude one another are asked for as well, as far as their rows are, or may be, in the table.
        var isByKey = claims.Any(claim => versions.All(version => version.Id != claim.Subject));
        var condition = KeyIn(versions.Select(version => version.Key)) + (isByKey ? "" : $" AND {ids}");
        LedgerAnswer? answer = null;
        await GuardAsync(
            async token => answer = (claims.Count == 0 ? null : await GlanceAsync(condition, claims, attemptId, token)) ?? await ReadAsync(
                condition,
                $"{ids} OR state IN ('intended', 'in_doubt', 'loaded')",
                claims.Count == 0 ? NoClaims : Taken(claims, attemptId, isByKey),
                token),
            cancellationToken);
        return answer!;
    }

    /// <summary>Every content that these keys are known to have had.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public Task<LedgerAnswer> VersionsAsync(IEnumerable<string> keys, CancellationToken cancellationToken) =>
        ReadAsync(KeyIn(keys), "1", NoClaims, cancellationToken);

    /// <summary>Writes a row; on return it is on disk. Rows that are written at the same time share one INSERT.</summary>
    /// <exception cref="LedgerException">It may or may not have been written; writing it again does no harm.</exception>
    public Task WriteAsync(LedgerEntry entry, CancellationToken cancellationToken) => WriteAsync([entry], cancellationToken);

    /// <summary>Writes rows, all of them or none; on return they are on disk.</summary>
    /// <exception cref="LedgerException">They may or may not have been written; writing them again does no harm.</exception>
    public Task WriteAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken) =>
        GuardAsync(token => _entries.WriteAsync(entries, token), cancellationToken);

    /// <summary>Adds to the history of attempts.</summary>
    public Task WriteAsync(IEnumerable<LedgerAttempt> attempts, CancellationToken cancellationToken) =>
        NotedAsync(token => _rows.WriteAsync(attempts, token), cancellationToken);

    /// <summary>
    /// Of most objects nothing is known, and nobody else has claimed them: that is found out at a fourth of what the whole answer costs. Null when there is more to know.
    /// </summary>
    private async Task<LedgerAnswer?> GlanceAsync(
        string condition, IReadOnlyCollection<LoadClaim> claims, string attemptId, CancellationToken cancellationToken)
    {
        var mine = $"attempt_id = {Sql.Literal(attemptId)}";
        using var reader = await _client.ExecuteReaderAsync(
            $"""
             SELECT now64(3, 'UTC'), version(), uptime(), minIf(expires_at, {mine}), countIf(NOT ({mine})),
                    (SELECT count() FROM {_database}.{LedgerSchema.Loads} WHERE {condition})
             FROM {_database}.{LedgerSchema.Claims} WHERE subject IN ({List(claims.Select(claim => claim.Subject.Value))})
             """,
            options: _small,
            cancellationToken: cancellationToken);
        await reader.ReadAsync(cancellationToken);
        long Number(int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
        return Number(4) > 0 || Number(5) > 0
            ? null
            : new LedgerAnswer(Utc(reader, 0), reader.GetString(1), FrozenDictionary<LoadId, LedgerEntry>.Empty, [], Utc(reader, 3), TimeSpan.FromSeconds(Number(2)));
    }

    private async Task<LedgerAnswer> ReadAsync(string condition, string wanted, string taken, CancellationToken cancellationToken)
    {
        // An aggregate answers with one row even when nothing is known, so that the clock always comes along.
        using var reader = await _client.ExecuteReaderAsync(
            $"""
             SELECT now64(3, 'UTC'), version(), groupArray(toJSONString(tuple({LedgerRows.LoadColumns}))), {taken}, uptime()
             FROM (SELECT *, version FROM {_database}.{LedgerSchema.Loads} WHERE {condition} ORDER BY version DESC LIMIT 1 BY load_id)
             WHERE {wanted}
             """,
            options: _asJson,
            cancellationToken: cancellationToken);
        await reader.ReadAsync(cancellationToken);
        var entries = ((IEnumerable<string>)reader.GetValue(2)).Select(json => LedgerJson.Read(json));
        return new LedgerAnswer(
            Utc(reader, 0),
            reader.GetString(1),
            entries.ToDictionary(entry => entry.LoadId),
            reader.GetValue(3) is IEnumerable<string> claims ? [.. claims.Select(HeldClaimOf)] : [],
            Utc(reader, 4),
            TimeSpan.FromSeconds(Convert.ToInt64(reader.GetValue(5), CultureInfo.InvariantCulture)));
    }

    private Task WriteClaimsAsync(
        IEnumerable<LoadClaim> claims, string attemptId, TimeSpan lifetime, bool isReleased, CancellationToken cancellationToken)
    {
        var all = claims.Distinct().ToList();
        var (subjects, keys) = (all.Select(claim => Sql.Literal(claim.Subject.Value)), all.Select(claim => Sql.Literal(claim.Key)));
        return _client.ExecuteNonQueryAsync(
            $"""
             INSERT INTO {_database}.{LedgerSchema.Claims} (subject, key, attempt_id, expires_at, is_released) SETTINGS {LedgerRows.AtOnce}, max_threads = 1
             SELECT claim.1, claim.2, {Sql.Literal(attemptId)}, now64(6) + toIntervalMillisecond({(long)lifetime.TotalMilliseconds}), {isReleased}
             FROM (SELECT arrayJoin(arrayZip([{string.Join(", ", subjects)}], [{string.Join(", ", keys)}])) AS claim)
             """,
            cancellationToken: cancellationToken);
    }

    private async Task GuardAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await work(either.Token);
            _health.Works();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            var failure = new LedgerException(limit.IsCancellationRequested ? new TimeoutException($"no answer within {_timeout}") : e);
            _health.Fails(FailureClassifier.Classify(failure).Label);
            throw failure;
        }
    }

    /// <summary>Takes note of whether the ledger answered.</summary>
    private async Task NotedAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        try
        {
            await work(cancellationToken);
            _health.Works();
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            _health.Fails(FailureClassifier.Classify(e).Label);
            throw;
        }
    }

    private static DateTime Utc(ClickHouseDataReader reader, int column) => DateTime.SpecifyKind(reader.GetDateTime(column), DateTimeKind.Utc);

    private static HeldClaim HeldClaimOf(string text) => text.Split('\t') is [var subject, var attemptId]
        ? new HeldClaim(new LoadId(subject), attemptId)
        : throw new FormatException($"not a claim: {text}");

    /// <summary>Claims of others that nothing was written after (an intent is not the end of an attempt), and how long one's own hold.</summary>
    private string Taken(IReadOnlyCollection<LoadClaim> claims, string attemptId, bool isByKey)
    {
        var subjects = List(claims.Select(claim => claim.Subject.Value));
        var (mine, theirs) = isByKey ? ("key", "key") : ("subject", "load_id");
        return
            $"""
             (SELECT groupUniqArray(concat(subject, '\t', attempt_id))
              FROM {_database}.{LedgerSchema.Claims} AS claim
              LEFT ANY JOIN
              (
                  SELECT {theirs} AS about, maxIf(written_at, state != 'intended') AS written_at
                  FROM {_database}.{LedgerSchema.Loads}
                  WHERE {KeyIn(claims.Select(claim => claim.Key))}
                  GROUP BY {theirs}
              ) AS last ON claim.{mine} = last.about
              WHERE subject IN ({subjects}) AND attempt_id != {Sql.Literal(attemptId)} AND expires_at > now64(6) AND claimed_at > last.written_at
                AND attempt_id NOT IN (SELECT attempt_id FROM {_database}.{LedgerSchema.Claims} WHERE subject IN ({subjects}) AND is_released)),
             (SELECT min(expires_at) FROM {_database}.{LedgerSchema.Claims} WHERE subject IN ({subjects}) AND attempt_id = {Sql.Literal(attemptId)})
             """;
    }

    private string KeyIn(IEnumerable<string> keys) => $"bucket = {Sql.Literal(_bucket)} AND key IN ({List(keys)})";

    private static string List(IEnumerable<string> values) => string.Join(", ", values.Distinct().Select(Sql.Literal));

    private async Task WriteEntriesAsync(IReadOnlyList<LedgerEntry> entries)
    {
        using var limit = new CancellationTokenSource(_timeout, _time);
        await _rows.WriteAsync(entries, limit.Token);
    }
}
