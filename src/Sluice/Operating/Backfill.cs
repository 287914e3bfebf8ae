using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>Sends objects that are in the bucket already, and that the ledger does not know, through their domains' queues.</summary>
internal sealed class Backfill(ObjectListing listing, LedgerListing ledger, ObjectAnnouncer announcer, SluiceSettings settings)
{
    private string Bucket => settings.Topology.Bucket;

    /// <summary>Runs it.</summary>
    /// <exception cref="OperationException">The prefix has nothing to do with any domain.</exception>
    public async Task<BackfillReport> RunAsync(BackfillRequest request, OperationProgress progress, CancellationToken cancellationToken)
    {
        var prefixes = Prefixes(request.Prefix);
        var report = new BackfillReport();
        await using var sending = announcer.Start();
        foreach (var (domain, prefix) in prefixes)
        {
            progress.Step = $"Comparing s3://{Bucket}/{prefix} with the ledger";
            var objects = MergeJoin.ByKeyAsync(
                listing.ListAsync(prefix, cancellationToken),
                listed => listed.Key,
                ledger.ReadAsync(new LedgerFilter { KeyPrefix = prefix }, cancellationToken),
                line => line.Key,
                cancellationToken);
            await foreach (var group in objects)
            {
                if (group.Left is [var listed] && IsToBeSent(listed, group.Right, domain, request, report))
                {
                    report.Sent++;
                    await (request.IsDryRun ? Task.CompletedTask : sending.AddAsync(Announcement.Of(Bucket, domain, listed), cancellationToken));
                }

                progress.Count();
            }
        }

        await sending.FinishAsync(cancellationToken);
        report.Sent -= sending.UnsentCount;
        (report.UnsentCount, report.Unsent) = (sending.UnsentCount, sending.Unsent);
        return report;
    }

    /// <summary>The part of each domain that the prefix is about.</summary>
    private List<(Domain Domain, string Prefix)> Prefixes(string prefix)
    {
        var found = settings.Topology.Domains
            .Select(domain => (domain, prefix: Narrower(domain.Prefix, prefix)))
            .Where(part => part.prefix is not null)
            .Select(part => (part.domain, part.prefix!))
            .ToList();
        return found.Count > 0
            ? found
            : throw new OperationException(
                OperationFault.BadInput,
                $"No domain takes objects under s3://{Bucket}/{prefix}: the prefixes are {string.Join(", ", settings.Topology.Domains.Select(domain => domain.Prefix))}.");
    }

    private static string? Narrower(string one, string other) => (one, other) switch
    {
        _ when one.StartsWith(other, StringComparison.Ordinal) => one,
        _ when other.StartsWith(one, StringComparison.Ordinal) => other,
        _ => null,
    };

    private bool IsToBeSent(ListedObject listed, IReadOnlyList<LedgerLine> known, Domain domain, BackfillRequest request, BackfillReport report)
    {
        report.Listed++;
        if (!listed.IsAnnounced)
        {
            report.Ignored++;
            return false;
        }

        if (request.Since is { } since && listed.LastModified < since)
        {
            report.Older++;
            return false;
        }

        if (listed.Refusal(domain) is { } reason)
        {
            report.Refuse(new UnsentObject(listed.Key, reason));
            return false;
        }

        var id = LoadId.Of(Bucket, listed.Key, listed.ETag);
        if (known.FirstOrDefault(line => line.LoadId == id) is { State: not LoadState.Failed } line)
        {
            report.Skip(line.State);
            return false;
        }

        return true;
    }
}
