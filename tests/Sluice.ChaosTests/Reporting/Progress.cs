using Sluice.ChaosTests.Injection;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Reporting;

/// <summary>Says every few seconds how far the run is.</summary>
internal sealed class Progress(FaultTally tally, Workload workload, Queues queues, int faults, TimeProvider time)
{
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(5);

    public async Task ShowAsync(CancellationToken stop)
    {
        var start = time.GetTimestamp();
        using var timer = new PeriodicTimer(_interval, time);
        while (await timer.WaitForNextTickAsync(stop))
        {
            var depth = await queues.DepthAsync(stop);
            RunLog.Say(
                $"{time.GetElapsedTime(start):mm\\:ss}  {tally.Count}/{faults} faults, {workload.Uploads.Count} objects uploaded, "
                + $"{depth.Visible} waiting, {depth.Hidden} in flight");
        }
    }
}
