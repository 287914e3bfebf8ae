using System.Globalization;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Large;

/// <summary>Looks at the target several times a second, as any reader may, past every fault.</summary>
internal sealed class CountWatch(Database database, Publishing publishing, SeenCounts seen, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(100);

    /// <summary>Looks until told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            try
            {
                var count = long.Parse(await database.ScalarAsync($"SELECT count() FROM {LargeObject.Table}", stop), CultureInfo.InvariantCulture);

                // Asked afterwards: when nothing has been sent by now, nothing had been when ClickHouse counted.
                seen.Add(count, publishing.ChunkRows, time.GetElapsedTime(start));
            }
            catch (Exception e) when (e is HttpRequestException or ChaosException)
            {
                seen.AddUnanswered();
            }
        }
    }
}
