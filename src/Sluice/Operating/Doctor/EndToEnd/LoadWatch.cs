using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Operating.Doctor.Server;

namespace Sluice.Operating.Doctor.EndToEnd;

/// <summary>Follows the object in the ledger.</summary>
internal sealed class LoadWatch(ServerOnlooker onlooker, SluiceSettings settings, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(250);

    // Agents write their history a second or so after the fact.
    private static readonly TimeSpan _untilHistory = TimeSpan.FromSeconds(10);

    private string Ledger => Sql.Identifier(settings.Ledger.Database);

    /// <summary>Agents that the ledger has heard of, and those that it heard of in the last minute.</summary>
    public async Task<(long Known, long Alive)> AgentsAsync(CancellationToken cancellationToken)
    {
        var rows = await AskAsync(
            $"SELECT count(), countIf(at > now64(3) - INTERVAL 1 MINUTE) FROM {Ledger}.{LedgerSchema.Agents} FINAL",
            row => (Number(row.GetValue(0)), Number(row.GetValue(1))),
            cancellationToken);
        return rows is [var counts, ..] ? counts : (0, 0);
    }

    /// <summary>Waits until the object is loaded or given up, but no longer than told.</summary>
    public async Task<LoadProgress> WaitAsync(string key, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        var (begun, last) = (time.GetTimestamp(), LoadProgress.None);
        while (!last.IsOver && time.GetElapsedTime(begun) < timeout)
        {
            await timer.WaitForNextTickAsync(cancellationToken);
            last = await LookAsync(key, cancellationToken);
        }

        return last;
    }

    /// <summary>How long SQS took to take the message back, once the history says so; null when it does not.</summary>
    public async Task<TimeSpan?> SettledAsync(string key, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        for (var begun = time.GetTimestamp(); time.GetElapsedTime(begun) < _untilHistory;)
        {
            var rows = await AskAsync(
                $"SELECT settle_ms FROM {Ledger}.{LedgerSchema.Attempts} WHERE {Is(key)} AND outcome IN ('Loaded', 'DeadLetter') LIMIT 1", row => Number(row.GetValue(0)), cancellationToken);
            if (rows is [var milliseconds, ..])
            {
                return TimeSpan.FromMilliseconds(milliseconds);
            }

            await timer.WaitForNextTickAsync(cancellationToken);
        }

        return null;
    }

    /// <summary>Why the last attempt ended without an end, or null when there was none.</summary>
    public async Task<string?> LastAttemptAsync(string key, CancellationToken cancellationToken)
    {
        var rows = await AskAsync(
            $"SELECT concat(outcome, ' by ', agent, ': ', reason) FROM {Ledger}.{LedgerSchema.Attempts} WHERE {Is(key)} ORDER BY at DESC LIMIT 1", row => row.GetString(0), cancellationToken);
        return rows is [var last, ..] ? last : null;
    }

    private async Task<LoadProgress> LookAsync(string key, CancellationToken cancellationToken)
    {
        var rows = await AskAsync(
            $"SELECT toString(state), reason, agent, received_at, written_at FROM {Ledger}.{LedgerSchema.Loads} FINAL WHERE {Is(key)}",
            row => new LoadProgress(row.GetString(0), row.GetString(1), row.GetString(2), Time(row.GetValue(3)), Time(row.GetValue(4))!.Value),
            cancellationToken);
        return rows is [var row, ..] ? row : LoadProgress.None;
    }

    private async Task<IReadOnlyList<T>> AskAsync<T>(string sql, Func<global::ClickHouse.Driver.ADO.Readers.ClickHouseDataReader, T> row, CancellationToken cancellationToken)
    {
        try
        {
            return await Rows.OfAsync(onlooker.Client, sql, row, cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            return [];
        }
    }

    private string Is(string key) => $"bucket = {Sql.Literal(settings.Topology.Bucket)} AND key = {Sql.Literal(key)}";

    private static DateTime? Time(object value) => value is DateTime time ? DateTime.SpecifyKind(time, DateTimeKind.Utc) : null;

    private static long Number(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
