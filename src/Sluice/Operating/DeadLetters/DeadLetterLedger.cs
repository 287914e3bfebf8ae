using System.Data.Common;
using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating.DeadLetters;

/// <summary>Looks up in the ledger why messages were given up, of which SQS does not say.</summary>
internal sealed class DeadLetterLedger(ClickHouseClient client, SluiceSettings settings)
{
    // A message is kept for fourteen days at most, and the history is ordered by time.
    private const int DaysBack = 15;

    private string Database => Sql.Identifier(settings.Ledger.Database);

    /// <summary>Puts the ledger's reason into letters that SQS's redrive policy has moved.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    /// <exception cref="HttpRequestException">ClickHouse does not answer.</exception>
    public async Task<IReadOnlyList<DeadLetter>> FillAsync(IReadOnlyList<DeadLetter> letters, CancellationToken cancellationToken)
    {
        var open = letters.Where(letter => letter.IsMovedByPolicy).ToList();
        var known = new Dictionary<string, Func<DeadLetter, DeadLetter>>(StringComparer.Ordinal);
        if (open.Count > 0)
        {
            await ReadAsync(GivenUp(open), known, cancellationToken);
            open.RemoveAll(letter => known.ContainsKey(letter.MessageId));
        }

        if (open.Count > 0)
        {
            await ReadAsync(LastAttempts(open), known, cancellationToken);
        }

        return [.. letters.Select(letter => known.TryGetValue(letter.MessageId, out var fill) ? fill(letter) : letter)];
    }

    private string GivenUp(IReadOnlyCollection<DeadLetter> letters) =>
        $"""
         SELECT arrayJoin(arrayIntersect(dead_letters, [{Ids(letters)}])) AS message_id, error_code, error_kind, reason, attempt, first_failed_at, correlation_id, load_id
         FROM (SELECT *, version FROM {Database}.{LedgerSchema.Loads}
               WHERE bucket = {Sql.Literal(settings.Topology.Bucket)} AND key IN ({Keys(letters)})
               ORDER BY version DESC LIMIT 1 BY load_id)
         WHERE state = 'dead_lettered'
         """;

    // The last failure: a message that is given up has one, whatever became of its object since.
    private string LastAttempts(IReadOnlyCollection<DeadLetter> letters) =>
        $"""
         SELECT message_id, error_code, error_kind, reason, attempt, CAST(NULL, 'Nullable(DateTime64(3, \'UTC\'))'), correlation_id, load_id
         FROM {Database}.{LedgerSchema.Attempts}
         WHERE at >= now() - INTERVAL {DaysBack} DAY AND message_id IN ({Ids(letters)}) AND error_kind != ''
         ORDER BY at DESC
         LIMIT 1 BY message_id
         """;

    private async Task ReadAsync(string query, Dictionary<string, Func<DeadLetter, DeadLetter>> known, CancellationToken cancellationToken)
    {
        try
        {
            using var reader = await client.ExecuteReaderAsync(query, cancellationToken: cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                known[reader.GetString(0)] = Fill(reader);
            }
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            // Nothing was ever loaded.
        }
    }

    private static Func<DeadLetter, DeadLetter> Fill(DbDataReader row)
    {
        var (code, kind, reason, attempts) = (row.GetString(1), row.GetString(2), row.GetString(3), Convert.ToInt32(row.GetValue(4), CultureInfo.InvariantCulture));
        DateTimeOffset? failedAt = row.IsDBNull(5) ? null : new DateTimeOffset(DateTime.SpecifyKind(row.GetDateTime(5), DateTimeKind.Utc));
        var (correlationId, loadId) = (row.GetString(6), row.GetString(7));
        return letter => letter with
        {
            ErrorCode = code,
            ErrorKind = kind,
            Reason = reason,
            Attempts = attempts,
            FirstFailedAt = failedAt,
            CorrelationId = correlationId.Length > 0 ? correlationId : letter.CorrelationId,
            LoadId = loadId.Length > 0 ? loadId : letter.LoadId,
        };
    }

    private static string Ids(IEnumerable<DeadLetter> letters) => string.Join(", ", letters.Select(letter => Sql.Literal(letter.MessageId)));

    private static string Keys(IEnumerable<DeadLetter> letters) => string.Join(", ", letters.SelectMany(letter => letter.Keys).Append("").Distinct().Select(Sql.Literal));
}
