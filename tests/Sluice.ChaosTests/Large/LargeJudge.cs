using Sluice.ChaosTests.Checking;
using Sluice.ChaosTests.Reporting;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Large;

/// <summary>Compares the target with the file, and looks for what is left. Nothing that the agent says is taken for granted.</summary>
internal sealed class LargeJudge(Database database, Queues queues, LargeObject target)
{
    /// <summary>Says how the run ended.</summary>
    public async Task<LargeResult> JudgeAsync(LargeSource source, Killer killer, SeenCounts seen, CancellationToken cancellationToken)
    {
        var leftovers = killer.Left.Select(moment => $"a moment did not come: {KillMoments.Text(moment)}").ToList();
        var checker = new Checker(database);
        leftovers.AddRange((await checker.StagingTablesAsync(cancellationToken)).Select(table => $"staging table {table}"));
        var depth = await queues.DepthAsync(cancellationToken);
        leftovers.AddRange(Enumerable.Repeat("message in the load queue", depth.Visible + depth.Hidden));
        leftovers.AddRange(Enumerable.Repeat("dead letter", depth.DeadLetters));
        if (await StateAsync(cancellationToken) is not "loaded" and var state)
        {
            leftovers.Add($"the ledger says '{state}'");
        }

        var result = new LargeResult(source.Content, await target.LoadedAsync(cancellationToken), killer.Kills.Count, seen.Partial, leftovers);
        if (!result.IsClean)
        {
            await ShowAsync(result, seen, checker, cancellationToken);
        }

        return result;
    }

    /// <summary>The ledger's state of the object; empty when it does not know it.</summary>
    public async Task<string> StateAsync(CancellationToken cancellationToken) => await database.ScalarAsync(
        $"SELECT toString(state) FROM sluice.loads FINAL WHERE key = '{LargeObject.Key}'", cancellationToken);

    private static async Task ShowAsync(LargeResult result, SeenCounts seen, Checker checker, CancellationToken cancellationToken)
    {
        RunLog.Say($"The file has {result.Source}, the target {result.Loaded}");
        foreach (var leftover in result.Leftovers)
        {
            RunLog.Say($"Stuck: {leftover}");
        }

        foreach (var count in seen.Seen)
        {
            RunLog.Say($"Seen: {count}");
        }

        try
        {
            foreach (var row in await checker.EvidenceAsync(LargeObject.Key, cancellationToken))
            {
                RunLog.Say($"    {row}");
            }
        }
        catch (ChaosException e)
        {
            // The verdict stands without it.
            RunLog.Say($"    {e.Message}");
        }
    }
}
