using System.Globalization;
using System.Text.RegularExpressions;
using ClickHouse.Driver;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Watching;

/// <summary>The statements that ClickHouse remembers. To read them takes <c>SELECT ON system.query_log</c>, which the agent does without.</summary>
internal sealed partial class StatementMemory(ClickHouseClient client)
{
    private const int MostStatements = 50;

    /// <summary>The statements of an attempt, the first first; empty where they may not be read.</summary>
    public async Task<IReadOnlyList<StoryStatement>> OfAsync(LedgerAttempt attempt, CancellationToken cancellationToken)
    {
        var statements = new List<StoryStatement>();
        var (isOfAttempt, isOfObject) = (
            attempt.AttemptId.Length > 0 ? $"startsWith(query_id, {Sql.Literal($"sluice-{attempt.AttemptId}-")})" : "0",
            attempt.CorrelationId.Length > 0 ? $"has(splitByChar(',', replaceAll(log_comment, ' ', '')), {Sql.Literal(attempt.CorrelationId)})" : "0");
        var from = attempt.At.AddMilliseconds(-attempt.LoadMs - attempt.SettleMs).AddMinutes(-1);
        try
        {
            using var reader = await client.ExecuteReaderAsync(
                $"""
                 SELECT toTimeZone(query_start_time_microseconds, 'UTC'), query_id, query, query_duration_ms, exception
                 FROM system.query_log
                 WHERE type != 'QueryStart' AND event_date >= toDate({LedgerListing.Time(from)}) - 1 AND event_time >= {LedgerListing.Time(from)} AND ({isOfAttempt} OR {isOfObject})
                 ORDER BY query_start_time_microseconds
                 LIMIT {MostStatements}
                 """,
                cancellationToken: cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                statements.Add(new StoryStatement(
                    DateTime.SpecifyKind(reader.GetDateTime(0), DateTimeKind.Utc),
                    reader.GetString(1),
                    WithoutCredentials(reader.GetString(2)),
                    TimeSpan.FromMilliseconds(Convert.ToInt64(reader.GetValue(3), CultureInfo.InvariantCulture)),
                    WithoutCredentials(reader.GetString(4))));
            }
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.AccessDenied or ServerErrors.UnknownTable)
        {
            // The grant is optional, and a server need not keep the log.
        }

        return statements;
    }

    /// <summary>ClickHouse hides secret and token, but not the id of the key, and neither in what it could not parse.</summary>
    internal static string WithoutCredentials(string text) => Credentials().Replace(text, "${function}'[HIDDEN]', '[HIDDEN]'");

    [GeneratedRegex(@"(?<function>\bs3(?:Cluster)?\s*\(\s*'(?:[^'\\]|\\.)*'\s*,\s*)'(?:[^'\\]|\\.)*'\s*,\s*'(?:[^'\\]|\\.)*'(?:\s*,\s*'(?:[^'\\]|\\.)*'(?=\s*,))?(?=\s*,)")]
    private static partial Regex Credentials();
}
