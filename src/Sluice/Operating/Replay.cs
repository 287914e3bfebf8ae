using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>Puts objects that the ledger knows, and that are not loaded, back through their queues.</summary>
internal sealed class Replay(LedgerListing ledger, ObjectAnnouncer announcer, SluiceSettings settings)
{
    private const int UnsentKept = 100;

    /// <summary>States that are replayed when none is asked for. Replaced content only returns by name: its rows made room for later content.</summary>
    public static IReadOnlyList<LoadState> DefaultStates { get; } =
        [LoadState.Failed, LoadState.DeadLettered, LoadState.Unloaded, LoadState.Superseded, LoadState.Skipped, LoadState.Intended];

    /// <summary>Counts what the filter takes.</summary>
    public async Task<ReplayPlan> PlanAsync(LedgerFilter filter, CancellationToken cancellationToken)
    {
        var states = filter.States.Count > 0 ? filter.States : [.. DefaultStates, LoadState.Loaded, LoadState.InDoubt];
        var counts = await ledger.CountAsync(filter with { States = states }, cancellationToken);
        return new ReplayPlan(
            counts.Where(count => IsSendable(count.Key)).ToDictionary(),
            counts.GetValueOrDefault(LoadState.Loaded),
            counts.GetValueOrDefault(LoadState.InDoubt));
    }

    /// <summary>Sends it.</summary>
    public async Task<ReplayReport> RunAsync(LedgerFilter filter, OperationProgress progress, CancellationToken cancellationToken)
    {
        var states = (filter.States.Count > 0 ? filter.States : DefaultStates).Where(IsSendable).ToList();
        if (states.Count == 0)
        {
            return new ReplayReport(0, 0, []);
        }

        progress.Step = "Putting objects back into their queues";
        var unsendable = new List<UnsentObject>();
        var unsendableCount = 0L;
        await using var sending = announcer.Start();
        await foreach (var line in ledger.ReadAsync(filter with { States = states }, cancellationToken))
        {
            progress.Count();
            if (Refusal(line, out var domain) is { } reason)
            {
                unsendableCount++;
                Keep(unsendable, new UnsentObject(line.Key, reason));
                continue;
            }

            await sending.AddAsync(Announcement.Of(settings.Topology.Bucket, domain!, line), cancellationToken);
        }

        await sending.FinishAsync(cancellationToken);
        return new ReplayReport(sending.Sent, unsendableCount + sending.UnsentCount, [.. unsendable, .. sending.Unsent]);
    }

    private static bool IsSendable(LoadState state) => state is not (LoadState.Loaded or LoadState.InDoubt);

    private string? Refusal(LedgerLine line, out Domain? domain)
    {
        domain = settings.Topology.FindDomain(line.Domain);
        if (domain is null)
        {
            return $"the configuration has no domain {line.Domain} any more";
        }

        return ObjectKey.TryParse(domain, line.Key, out var reason) is null ? reason : null;
    }

    private static void Keep(List<UnsentObject> kept, UnsentObject unsent)
    {
        if (kept.Count < UnsentKept)
        {
            kept.Add(unsent);
        }
    }
}
