using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Sandbox;

namespace Sluice.Bench.Ledger;

/// <summary>
/// How long does the ledger take to answer about ten objects, and to write an intent of ten, and how does that grow with what it knows? Measured where the
/// agent waits, through <see cref="LoadLedger"/> and over HTTP.
/// </summary>
internal sealed class LedgerBench(TimeProvider time)
{
    private const int WarmUps = 20;
    private const int Rounds = 5;
    private const int RunsPerRound = 60;
    private const int SampledObjects = 20_000;

    private static readonly long[] _steps = [10_000, 1_000_000, 10_000_000];

    /// <summary>Fills a new ledger step by step up to this many entries, and measures at each.</summary>
    public async Task<IReadOnlyList<LedgerResult>> RunAsync(long entries, CancellationToken cancellationToken)
    {
        var results = new List<LedgerResult>();
        await using var cloud = await LocalCloud.StartAsync(new SandboxOptions(), cancellationToken: cancellationToken);
        var settings = ConfigurationLoader.Load(cloud.ConfigPath);
        await using var services = new ServiceCollection().AddLogging().AddSluiceOperations(settings).BuildServiceProvider();
        using var admin = Admin(cloud);
        var ledger = services.GetRequiredService<LoadLedger>();
        await ledger.PrepareAsync(cancellationToken);
        var fill = new LedgerFill(admin, ledger.Name, cloud.Bucket);
        await fill.AddClaimsAsync(cancellationToken);
        var server = new LedgerServer(admin, ledger.Name, cloud.LoaderUser, time);
        foreach (var step in _steps.Where(step => step < entries).Append(entries))
        {
            Say($"Filling the ledger up to {step:N0} entries");
            await fill.FillToAsync(step, cancellationToken);
            await server.SettleAsync(cancellationToken);
            var objects = new ProbeObjects(await fill.SampleAsync(SampledObjects, new Random((int)step), cancellationToken), cloud.Bucket);
            Say("Measuring");
            var (bytes, parts) = await server.SizeAsync(cancellationToken);
            var load = MachineLoad.Now();
            var operations = await MeasureAsync(new LedgerProbe(ledger, objects), server, cancellationToken);
            Say($"{operations[0].Name}: {operations[0].P50Ms:F1} ms (p50)");
            results.Add(new LedgerResult(step, bytes, parts, load, operations));
        }

        Say(LedgerReport.Table(results));
        return results;
    }

    // In rounds, so that what slows the machine down for a while hits every operation.
    private async Task<IReadOnlyList<OperationResult>> MeasureAsync(LedgerProbe probe, LedgerServer server, CancellationToken cancellationToken)
    {
        var operations = probe.Operations;
        var latencies = operations.Select(_ => new Latencies()).ToList();
        var costs = operations.Select(_ => new List<LookUpCost>()).ToList();
        foreach (var (_, run) in operations)
        {
            await RepeatAsync(run, new Latencies(), WarmUps, cancellationToken);
        }

        for (var round = 0; round < Rounds; round++)
        {
            for (var index = 0; index < operations.Count; index++)
            {
                var since = await server.NowAsync(cancellationToken);
                await RepeatAsync(operations[index].RunAsync, latencies[index], RunsPerRound, cancellationToken);
                if (await server.LookUpCostAsync(since, cancellationToken) is { } cost)
                {
                    costs[index].Add(cost);
                }
            }
        }

        return [.. operations.Select((operation, index) => new OperationResult(
            operation.Name,
            latencies[index].Percentile(50),
            latencies[index].Percentile(95),
            latencies[index].Percentile(99),
            costs[index].Count == 0 ? null : new LookUpCost(costs[index].Average(cost => cost.RowsRead), costs[index].Average(cost => cost.CpuMs))))];
    }

    private async Task RepeatAsync(Func<CancellationToken, Task> run, Latencies latencies, int times, CancellationToken cancellationToken)
    {
        for (var count = 0; count < times; count++)
        {
            var started = time.GetTimestamp();
            await run(cancellationToken);
            latencies.Add(time.GetElapsedTime(started));
        }
    }

    private static ClickHouseClient Admin(LocalCloud cloud) => new(new ClickHouseClientSettings
    {
        Host = cloud.ClickHouseHttpEndpoint.Host,
        Port = (ushort)cloud.ClickHouseHttpEndpoint.Port,
        Username = cloud.AdminUser,
        Password = cloud.AdminPassword,
        Timeout = TimeSpan.FromMinutes(5),
    });

    private static void Say(string text) => Console.Error.WriteLine(text);
}
