using System.Data.Common;
using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Watching;

/// <summary>Sums the history of attempts up.</summary>
internal sealed class LoadFigures(ClickHouseClient client, SluiceSettings settings)
{
    /// <summary>What happened in the hour that ends with this minute, by domain. A ledger that is not there yet knows of nothing.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public async Task<IReadOnlyDictionary<string, HourFigures>> OfHourAsync(DateTime lastMinute, CancellationToken cancellationToken)
    {
        var (hours, minutes) = (new Dictionary<string, HourFigures>(), new List<(string Domain, MinuteFigures Figures)>());
        try
        {
            // Where the message did not say when the object was created, the time in the queue and since is what is known of it.
            using var reader = await client.ExecuteReaderAsync(
                $"""
                 SELECT domain, toStartOfMinute(at) AS minute, countIf(outcome = 'Loaded') AS loaded, sumIf(rows, outcome = 'Loaded'), countIf(outcome IN ('RetryLater', 'DeadLetter')),
                        quantileExactIf(0.5)(latency, outcome = 'Loaded'), quantileExactIf(0.95)(latency, outcome = 'Loaded'),
                        argMax(toUnixTimestamp64Milli(at) - toInt64(queued_ms + load_ms + settle_ms), at), grouping(minute) AS is_hour
                 FROM (SELECT *, ifNull(latency_ms, queued_ms + load_ms + settle_ms) AS latency FROM {Attempts} WHERE at >= {LedgerListing.Time(lastMinute.AddMinutes(-59))})
                 GROUP BY GROUPING SETS ((domain), (domain, minute))
                 ORDER BY minute
                 """,
                cancellationToken: cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                if (Whole(reader, 8) == 1)
                {
                    hours[reader.GetString(0)] = HourOf(reader);
                }
                else
                {
                    minutes.Add((reader.GetString(0), MinuteOf(reader)));
                }
            }
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            // Nothing was ever loaded.
        }

        var byDomain = minutes.ToLookup(each => each.Domain, each => each.Figures);
        return hours.ToDictionary(hour => hour.Key, hour => hour.Value with { Minutes = Filled(lastMinute, byDomain[hour.Key]) });
    }

    /// <summary>All 60 minutes, those without attempts among them.</summary>
    public static IReadOnlyList<MinuteFigures> Filled(DateTime lastMinute, IEnumerable<MinuteFigures> known)
    {
        var byMinute = known.ToDictionary(figures => figures.Minute);
        return
        [
            .. Enumerable.Range(0, 60)
                .Select(n => lastMinute.AddMinutes(n - 59))
                .Select(minute => byMinute.GetValueOrDefault(minute) ?? new MinuteFigures(minute, 0, 0, 0, null)),
        ];
    }

    private string Attempts => $"{Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Attempts}";

    private static HourFigures HourOf(DbDataReader row) => new(
        [],
        Whole(row, 2),
        Whole(row, 3),
        Whole(row, 4),
        Latency(row, 5),
        Latency(row, 6),
        DateTimeOffset.FromUnixTimeMilliseconds(Whole(row, 7)));

    private static MinuteFigures MinuteOf(DbDataReader row) =>
        new(DateTime.SpecifyKind(row.GetDateTime(1), DateTimeKind.Utc), Whole(row, 2), Whole(row, 3), Whole(row, 4), Latency(row, 6));

    private static TimeSpan? Latency(DbDataReader row, int column) => Whole(row, 2) > 0 ? TimeSpan.FromMilliseconds(Whole(row, column)) : null;

    private static long Whole(DbDataReader row, int column) => Convert.ToInt64(row.GetValue(column), CultureInfo.InvariantCulture);
}
