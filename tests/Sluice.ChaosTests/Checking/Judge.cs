using Sluice.ChaosTests.Reporting;
using Sluice.ChaosTests.World;

namespace Sluice.ChaosTests.Checking;

/// <summary>Says how a run ended, and shows the evidence of what is not as it should be.</summary>
internal sealed class Judge(ChaosOptions options, Database database, Queues queues)
{
    private const int MostShown = 20;

    /// <summary>Compares and counts.</summary>
    public async Task<ChaosResult> JudgeAsync(int faults, IReadOnlyCollection<Upload> uploads, QueueDepth left, CancellationToken cancellationToken)
    {
        var checker = new Checker(database);
        var (checks, strangers) = await checker.CheckAsync(uploads, cancellationToken);
        var leftovers = (await checker.StagingTablesAsync(cancellationToken)).Select(table => $"staging table sluice.{table}").ToList();
        leftovers.AddRange(Enumerable.Repeat("message that is still in a load queue", left.Visible + left.Hidden));
        leftovers.AddRange((await queues.TakeDeadLettersAsync(cancellationToken)).Where(letter => !IsDue(letter, checks)).Select(letter => $"dead letter of {letter.Key}"));

        var bad = checks.Where(check => check.Verdict != Verdict.Fine).ToList();
        var result = new ChaosResult(faults, options.Seed, checks.Count, checks.Sum(check => check.Found.Rows), bad, strangers, leftovers);
        await ShowAsync(checker, result, cancellationToken);
        return result;
    }

    /// <summary>The server's version, for a report.</summary>
    public async Task<string> ClickHouseVersionAsync(CancellationToken cancellationToken) =>
        (await database.QueryAsync("SELECT version() AS version", cancellationToken))[0].GetProperty("version").GetString()!;

    /// <summary>Content that was overwritten while nobody knew how its insert ended is a dead letter with a reason.</summary>
    private static bool IsDue((string Key, string ETag) letter, IReadOnlyList<ObjectCheck> checks) =>
        checks.Any(check => check.Upload.Key == letter.Key && check.Upload.ETag == letter.ETag && check.Upload.IsOverwritten && check.State == "in_doubt");

    private static async Task ShowAsync(Checker checker, ChaosResult result, CancellationToken cancellationToken)
    {
        foreach (var leftover in result.Leftovers.CountBy(leftover => leftover).Take(MostShown))
        {
            RunLog.Say($"Stuck: {leftover.Value} × {leftover.Key}");
        }

        if (result.Strangers > 0)
        {
            RunLog.Say($"Duplicated: {result.Strangers} objects are in a table where they were never uploaded");
        }

        foreach (var check in result.Bad.Take(MostShown))
        {
            RunLog.Say($"{check}");
            await ShowEvidenceAsync(checker, check.Upload.Key, cancellationToken);
        }
    }

    private static async Task ShowEvidenceAsync(Checker checker, string key, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var row in await checker.EvidenceAsync(key, cancellationToken))
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
