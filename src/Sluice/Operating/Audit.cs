using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>Compares bucket, ledger and tables, in memory that does not grow with the number of objects that are as they should be.</summary>
internal sealed class Audit(
    ObjectListing listing,
    LedgerListing ledger,
    AuditTables tables,
    RowComparison comparison,
    AuditRepairer repairer,
    ObjectAnnouncer announcer,
    SluiceSettings settings,
    TimeProvider time)
{
    /// <summary>Runs it.</summary>
    /// <exception cref="InvalidDataException">Listing or ledger came out of order.</exception>
    public async Task<AuditReport> RunAsync(AuditRequest request, OperationProgress progress, CancellationToken cancellationToken)
    {
        var run = new AuditRun(request, new AuditCounts());
        var rows = await CompareRowsAsync(run, progress, cancellationToken);
        var topology = settings.Topology;
        var clock = new AuditClock(
            time.GetUtcNow().UtcDateTime, request.Grace, topology.VisibilityTimeout * topology.MaxReceiveCount, request.Since);
        await using var sending = announcer.Start();
        foreach (var domain in request.Domains)
        {
            progress.Step = $"Comparing s3://{topology.Bucket}/{domain.Prefix} with the ledger";
            var judge = new AuditJudge(topology.Bucket, domain, clock, rows, run.Counts);
            await foreach (var group in JoinAsync(domain, cancellationToken))
            {
                progress.Count();
                foreach (var finding in judge.Judge(group))
                {
                    run.Keep(finding);
                    await RepairAsync(run, finding, group, domain, sending, cancellationToken);
                }
            }
        }

        foreach (var (id, orphan) in rows.Orphans)
        {
            run.Count(Orphan(id, orphan));
        }

        await sending.FinishAsync(cancellationToken);
        return new AuditReport(run.Counts, run.Findings, run.Notes, run.Repaired - sending.UnsentCount, sending.UnsentCount);
    }

    private IAsyncEnumerable<KeyGroup<ListedObject, LedgerLine>> JoinAsync(Domain domain, CancellationToken cancellationToken) => MergeJoin.ByKeyAsync(
        listing.ListAsync(domain.Prefix, cancellationToken),
        listed => listed.Key,
        ledger.ReadAsync(new LedgerFilter { KeyPrefix = domain.Prefix }, cancellationToken),
        line => line.Key,
        cancellationToken);

    /// <summary>Before the listing: what is loaded meanwhile is then as it should be.</summary>
    private async Task<RowDifferences> CompareRowsAsync(AuditRun run, OperationProgress progress, CancellationToken cancellationToken)
    {
        progress.Step = "Looking up the tables";
        var rows = new RowDifferences();
        foreach (var table in await tables.FindAsync([.. run.Request.Domains.Select(domain => domain.Prefix)], cancellationToken))
        {
            progress.Step = $"Counting the rows of {table.Name}";
            rows.Add(table);
            var total = "";
            if (table.Rule == RowsRule.Untold && table.KeepsRows)
            {
                total = await CompareTotalAsync(run, table, cancellationToken);
            }
            else if (table.Rule is RowsRule.Exact or RowsRule.AtMost)
            {
                await CompareObjectsAsync(run, rows, table, cancellationToken);
            }

            if (table.Why.Length > 0)
            {
                run.Notes.Add($"{table.Name}: {table.Why}{total}");
            }
        }

        return rows;
    }

    private async Task CompareObjectsAsync(AuditRun run, RowDifferences rows, AuditedTable table, CancellationToken cancellationToken)
    {
        await foreach (var (id, difference) in comparison.CompareAsync(table, cancellationToken))
        {
            if (!rows.TryAdd(id, difference))
            {
                run.Count(Orphan(id, difference));
            }
        }
    }

    /// <summary>Compares the whole table, and says what it saw.</summary>
    private async Task<string> CompareTotalAsync(AuditRun run, AuditedTable table, CancellationToken cancellationToken)
    {
        var found = await tables.CountAsync(table.Name, cancellationToken);
        if (found < table.LedgerRows)
        {
            run.Count(new AuditFinding("", "", AuditKind.TableRowsMissing,
                $"{table.Name} has {found} rows, and the objects that are loaded into it {table.LedgerRows}"));
        }

        return $"; it has {found} rows in all, and its loaded objects {table.LedgerRows}";
    }

    private async Task RepairAsync(
        AuditRun run,
        AuditFinding finding,
        KeyGroup<ListedObject, LedgerLine> group,
        Domain domain,
        AnnouncementRun sending,
        CancellationToken cancellationToken)
    {
        if (finding.Repair == AuditRepair.None || run.Request.Repair == RepairMode.Off)
        {
            return;
        }

        var bucket = settings.Topology.Bucket;
        var announcement = group.Right.FirstOrDefault(line => line.ETag == finding.ETag) is { } line
            ? Announcement.Of(bucket, domain, line)
            : Announcement.Of(bucket, domain, group.Left[0]);
        if (run.Request.Repair == RepairMode.DryRun || await repairer.RepairAsync(finding, announcement, sending, cancellationToken))
        {
            run.Repaired++;
        }
    }

    private static AuditFinding Orphan(LoadId id, RowDifference rows) =>
        new("", "", AuditKind.OrphanRows, $"{rows.Table} has {rows.Found} rows of load id {id}, which the ledger does not know");
}
