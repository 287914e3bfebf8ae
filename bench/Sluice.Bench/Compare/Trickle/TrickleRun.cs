using System.Globalization;
using Sluice.Bench.Compare.Contenders;
using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;
using Sluice.Ledger;

namespace Sluice.Bench.Compare.Trickle;

/// <summary>
/// Uploads two objects a second, which go the whole way: rule, input transformer, queue, agent. When the rows of an object could be queried says ClickHouse's part log,
/// so that nobody has to ask all the time.
/// </summary>
internal sealed class TrickleRun(Arena arena, Agent agent, PreparedTables tables, IProgress<string> progress, TimeProvider time)
{
    private const string Domain = "market";
    private const string Table = "trickle";
    private const int WarmUps = 10;
    private const int Contents = 20;

    private static readonly TimeSpan _pace = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    /// <summary>Measures for so long.</summary>
    public async Task<TrickleResult> RunAsync(TimeSpan length, CancellationToken cancellationToken)
    {
        var objects = (int)(length / _pace);
        progress.Report($"trickle: {objects} objects, two a second");
        await arena.Objects.CreateAsync(Workload.Small, cancellationToken);
        var contents = await arena.Objects.ReadAsync(Workload.Small, Contents, cancellationToken);
        await tables.CreateAsync(Domain, Table, cancellationToken);

        // A part must stay what an insert made of it, by which an object is found in the part log.
        await arena.Database.ExecuteAsync($"SYSTEM STOP MERGES {Domain}.{Table}", cancellationToken);
        arena.Cloud.RulesEnabled = true;
        try
        {
            await UploadAsync(contents, 0, WarmUps, cancellationToken);
            var uploads = await UploadAsync(contents, WarmUps, objects, cancellationToken);
            return await ResultAsync(uploads, cancellationToken);
        }
        finally
        {
            arena.Cloud.RulesEnabled = false;
        }
    }

    // Uploads at their time whatever became of those before, then waits for all.
    private async Task<Dictionary<string, TrickleUpload>> UploadAsync(IReadOnlyList<byte[]> contents, int first, int count, CancellationToken cancellationToken)
    {
        var uploads = new List<Task<TrickleUpload>>();
        using var pace = new PeriodicTimer(_pace, time);
        for (var index = first; index < first + count; index++)
        {
            await pace.WaitForNextTickAsync(cancellationToken);
            uploads.Add(UploadAsync(ObjectStore.KeyOf(Domain, Table, index), contents[index % contents.Count], cancellationToken));
        }

        try
        {
            await Agent.WaitAsync([agent], Table, first + count, cancellationToken).WaitAsync(_patience, time, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new BenchException($"Of the trickle's {first + count} objects {agent.CountOf(Table)} were loaded {_patience.TotalMinutes} min after the last upload.");
        }

        return (await Task.WhenAll(uploads)).ToDictionary(upload => upload.Key);
    }

    private async Task<TrickleUpload> UploadAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        var etag = await arena.Objects.UploadAsync(key, content, cancellationToken);
        return new TrickleUpload(key, LoadId.Of(arena.Cloud.Bucket, key, etag), started);
    }

    private async Task<TrickleResult> ResultAsync(Dictionary<string, TrickleUpload> uploads, CancellationToken cancellationToken)
    {
        var queryable = await QueryableAsync(cancellationToken);
        var loads = agent.Loaded(Table).Where(load => uploads.ContainsKey(load.Key)).ToList();
        return new TrickleResult(
            uploads.Count,
            Percentiles.Of(uploads.Values.Select(upload => queryable[upload.Id.Value] - upload.StartedAt)),
            [
                Stage("queue", 300, load => load.QueuedMs),
                Stage("process", 30_000, load => load.LoadMs),
                Stage("cleanup", 100, load => load.SettleMs),
            ]);

        TrickleStage Stage(string name, double limitMs, Func<LoadedObject, long> milliseconds) =>
            new(name, limitMs, Percentiles.Of(loads.Select(load => TimeSpan.FromMilliseconds(milliseconds(load)))));
    }

    // load_id → when its rows could be queried
    private async Task<Dictionary<string, DateTimeOffset>> QueryableAsync(CancellationToken cancellationToken)
    {
        await arena.Database.ExecuteAsync("SYSTEM FLUSH LOGS", cancellationToken);
        using var reader = await arena.Database.Client.ExecuteReaderAsync(
            $"""
             SELECT _sluice_load_id, toString(toUnixTimestamp64Micro(max(event_time_microseconds)))
             FROM (SELECT DISTINCT _sluice_load_id, _part AS part_name FROM {Domain}.{Table}) AS loaded
             INNER JOIN system.part_log AS made USING (part_name)
             WHERE event_type = 'NewPart' AND database = '{Domain}' AND table = '{Table}' GROUP BY _sluice_load_id
             """,
            cancellationToken: cancellationToken);
        var queryable = new Dictionary<string, DateTimeOffset>();
        while (await reader.ReadAsync(cancellationToken))
        {
            queryable[reader.GetString(0)] = DateTimeOffset.UnixEpoch.AddMicroseconds(long.Parse(reader.GetString(1), CultureInfo.InvariantCulture));
        }

        return queryable;
    }
}
