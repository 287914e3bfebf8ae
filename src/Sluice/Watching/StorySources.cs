using System.Data.Common;
using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Operating;

namespace Sluice.Watching;

/// <summary>Asks the ledger about one key.</summary>
internal sealed class StorySources(LoadLedger ledger, ClickHouseClient client, SluiceSettings settings)
{
    private const int MostAttempts = 200;

    /// <summary>The contents that the ledger knows, the latest first, with the time of each.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public async Task<IReadOnlyList<LedgerEntry>> VersionsAsync(S3Address address, CancellationToken cancellationToken)
    {
        var entries = (await ledger.VersionsAsync([address.Key], cancellationToken)).Entries;
        var times = new Dictionary<string, DateTime>();
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT load_id, written_at FROM {Table(LedgerSchema.Loads)} FINAL WHERE bucket = {Sql.Literal(address.Bucket)} AND key = {Sql.Literal(address.Key)}",
            cancellationToken: cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            times[reader.GetString(0)] = Utc(reader, 1);
        }

        return
        [
            .. entries.Values.Select(entry => entry with { WrittenAt = times.TryGetValue(entry.LoadId.Value, out var at) ? at : null })
                .OrderByDescending(entry => entry.WrittenAt).ThenBy(entry => entry.ETag, StringComparer.Ordinal),
        ];
    }

    /// <summary>The latest attempts, the latest first, refused messages that name the key among them.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public async Task<IReadOnlyList<LedgerAttempt>> AttemptsAsync(S3Address address, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT load_id, bucket, key, etag, domain, database, table, attempt, attempt_id, message_id, outcome, error_code, error_kind, reason, rows,
                    queued_ms, load_ms, settle_ms, latency_ms, delay_ms, correlation_id, agent, at
             FROM {Table(LedgerSchema.Attempts)}
             WHERE key = {Sql.Literal(address.Key)} AND bucket = {Sql.Literal(address.Bucket)}
             ORDER BY at DESC
             LIMIT {MostAttempts}
             """,
            cancellationToken: cancellationToken);
        var attempts = new List<LedgerAttempt>();
        while (await reader.ReadAsync(cancellationToken))
        {
            attempts.Add(AttemptOf(reader));
        }

        return attempts;
    }

    /// <summary>The claims on these that hold now: neither expired nor let go, and nothing but an intent was written about their object since.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public async Task<IReadOnlyList<StoryClaim>> ClaimsAsync(S3Address address, IEnumerable<LoadId> contents, CancellationToken cancellationToken)
    {
        var ofKey = Sql.Literal(LoadId.OfKey(address.Bucket, address.Key).Value);
        var subjects = string.Join(", ", contents.Select(id => Sql.Literal(id.Value)).Append(ofKey).Distinct());
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT subject, min(claimed_at) AS since
             FROM {Table(LedgerSchema.Claims)} AS claim
             LEFT ANY JOIN
             (
                 SELECT arrayJoin([load_id, {ofKey}]) AS about, maxIf(written_at, state != 'intended') AS written_at
                 FROM {Table(LedgerSchema.Loads)}
                 WHERE bucket = {Sql.Literal(address.Bucket)} AND key = {Sql.Literal(address.Key)}
                 GROUP BY about
             ) AS last ON claim.subject = last.about
             WHERE subject IN ({subjects}) AND key = {Sql.Literal(address.Key)} AND expires_at > now64(6) AND claimed_at > last.written_at
               AND attempt_id NOT IN (SELECT attempt_id FROM {Table(LedgerSchema.Claims)} WHERE subject IN ({subjects}) AND is_released)
             GROUP BY subject
             ORDER BY since DESC
             """,
            cancellationToken: cancellationToken);
        var claims = new List<StoryClaim>();
        while (await reader.ReadAsync(cancellationToken))
        {
            claims.Add(new StoryClaim(new LoadId(reader.GetString(0)), Utc(reader, 1)));
        }

        return claims;
    }

    private static LedgerAttempt AttemptOf(DbDataReader row) => new()
    {
        LoadId = new LoadId(row.GetString(0)),
        Bucket = row.GetString(1),
        Key = row.GetString(2),
        ETag = row.GetString(3),
        Domain = row.GetString(4),
        Database = row.GetString(5),
        Table = row.GetString(6),
        Attempt = (int)Whole(row, 7),
        AttemptId = row.GetString(8),
        MessageId = row.GetString(9),
        Outcome = row.GetString(10),
        ErrorCode = row.GetString(11),
        ErrorKind = row.GetString(12),
        Reason = row.GetString(13),
        Rows = Whole(row, 14),
        QueuedMs = Whole(row, 15),
        LoadMs = Whole(row, 16),
        SettleMs = Whole(row, 17),
        LatencyMs = row.IsDBNull(18) ? null : Whole(row, 18),
        DelayMs = Whole(row, 19),
        CorrelationId = row.GetString(20),
        Agent = row.GetString(21),
        At = Utc(row, 22),
    };

    private string Table(string name) => $"{Sql.Identifier(settings.Ledger.Database)}.{name}";

    private static long Whole(DbDataReader row, int column) => Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);

    private static DateTime Utc(DbDataReader row, int column) => DateTime.SpecifyKind(row.GetDateTime(column), DateTimeKind.Utc);
}
