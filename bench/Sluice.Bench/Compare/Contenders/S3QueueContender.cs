using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare.Contenders;

/// <summary>
/// ClickHouse's S3Queue engine with its state in ZooKeeper. The clock runs from the materialized view, which is what sets it to work, until the last part is there, as the
/// part log says, so that nobody has to ask all the time; what it writes into ZooKeeper after that is not counted.
/// </summary>
internal sealed class S3QueueContender(Arena arena, TimeProvider time) : IContender
{
    private const int PollingMilliseconds = 100;

    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    public string Name => Names.S3Queue;

    public string TableOf(Round round) => $"{round.Name}_s3queue";

    public Task PrepareAsync(Round round, CancellationToken cancellationToken) => arena.Database.ExecuteAsync(
        $"""
         CREATE TABLE {Source(round)} ({TradeTable.Columns})
         ENGINE = S3Queue{ObjectSource.Arguments(arena.Cloud, $"{round.Prefix}*/*.parquet", "bench-s3queue")}
         SETTINGS mode = 'unordered', keeper_path = '/bench/{round.Name}', processing_threads_num = {Threads},
                  polling_min_timeout_ms = {PollingMilliseconds}, polling_max_timeout_ms = {PollingMilliseconds}, polling_backoff_ms = 0
         """,
        cancellationToken);

    public async Task<TimeSpan> LoadAsync(Round round, CancellationToken cancellationToken)
    {
        var started = time.GetUtcNow();
        await arena.Database.ExecuteAsync(
            $"CREATE MATERIALIZED VIEW {View(round)} TO {round.Database}.{TableOf(round)} AS SELECT * FROM {Source(round)}", cancellationToken);
        while (await arena.Database.NumberAsync($"SELECT count() FROM {round.Database}.{TableOf(round)}", cancellationToken) < round.Rows)
        {
            await Task.Delay(_interval, time, cancellationToken);
        }

        return await arena.Database.LastPartAtAsync(round.Database, TableOf(round), cancellationToken) - started;
    }

    public async Task CleanAsync(Round round, CancellationToken cancellationToken)
    {
        await arena.Database.ExecuteAsync($"DROP TABLE IF EXISTS {View(round)} SYNC", cancellationToken);
        await arena.Database.ExecuteAsync($"DROP TABLE IF EXISTS {Source(round)} SYNC", cancellationToken);
    }

    private const int Threads = 4;

    private string Source(Round round) => $"{round.Database}.{TableOf(round)}_source";

    private string View(Round round) => $"{round.Database}.{TableOf(round)}_view";
}
