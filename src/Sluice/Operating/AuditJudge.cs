using Sluice.Ledger;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>Decides for one key at a time what of it is accounted for.</summary>
/// <param name="bucket">The bucket.</param>
/// <param name="domain">The domain that the key belongs to.</param>
/// <param name="clock">Which times it goes by.</param>
/// <param name="rows">What is known of the tables' rows.</param>
/// <param name="counts">Counts every verdict.</param>
internal sealed class AuditJudge(string bucket, Domain domain, AuditClock clock, RowDifferences rows, AuditCounts counts)
{
    /// <summary>What of the key is unaccounted for.</summary>
    public IEnumerable<AuditFinding> Judge(KeyGroup<ListedObject, LedgerLine> group)
    {
        var listed = group.Left is [var first, ..] ? first : null;
        var current = listed is null ? default : LoadId.Of(bucket, listed.Key, listed.ETag);
        var known = group.Right.FirstOrDefault(line => line.LoadId == current);
        var findings = group.Right.Where(line => line != known).Select(JudgeFormer);
        if (listed is not null && clock.Covers(listed.LastModified))
        {
            counts.Listed++;
            findings = findings.Append(known is null ? JudgeUnknown(listed, current) : JudgeKnown(listed, known));
        }

        foreach (var finding in findings.OfType<AuditFinding>())
        {
            counts.Find(finding.Kind);
            yield return finding;
        }
    }

    /// <summary>In the bucket, and not in the ledger.</summary>
    private AuditFinding? JudgeUnknown(ListedObject listed, LoadId id)
    {
        if (!listed.IsAnnounced)
        {
            counts.Ignored++;
            return null;
        }

        if (listed.Refusal(domain) is not null)
        {
            counts.Refused++;
            return null;
        }

        if (rows.TakeOrphan(id) is { } orphan)
        {
            return new(listed.Key, listed.ETag, AuditKind.OrphanRows,
                $"{orphan.Table} has {orphan.Found} rows of it, and the ledger does not know it: loading it would add them again");
        }

        if (clock.IsOnItsWay(listed.LastModified))
        {
            counts.Pending++;
            return null;
        }

        return new(listed.Key, listed.ETag, AuditKind.Missing, $"in the bucket since {Time(listed.LastModified)}, and never attempted", AuditRepair.Announce);
    }

    /// <summary>The content that the bucket has now.</summary>
    private AuditFinding? JudgeKnown(ListedObject listed, LedgerLine line)
    {
        if (Wrong(line, isCurrent: true) is { } finding)
        {
            return finding;
        }

        switch (line.State)
        {
            case LoadState.Failed or LoadState.Intended:
                counts.Pending++;
                return null;
            case LoadState.Superseded or LoadState.Replaced:
                return JudgeReturned(listed, line, "it is what the bucket has now");
            case LoadState.Unloaded when line.Reason == AuditRepairer.Reason:
                return JudgeReturned(listed, line, "an audit has sent for it since");
            default:
                counts.Account(line.State);
                return null;
        }
    }

    /// <summary>Not loaded by the ledger, and it should be again.</summary>
    private AuditFinding? JudgeReturned(ListedObject listed, LedgerLine line, string why)
    {
        if (clock.IsOnItsWay(listed.LastModified) || clock.MayComeBack(line.WrittenAt))
        {
            counts.Pending++;
            return null;
        }

        return new(line.Key, line.ETag, AuditKind.Missing,
            $"{LedgerListing.NameOf(line.State)} in the ledger since {Time(line.WrittenAt)}, and {why}", AuditRepair.Announce);
    }

    /// <summary>Content that the key had, or an object that was deleted.</summary>
    private AuditFinding? JudgeFormer(LedgerLine line)
    {
        if (!clock.Covers(line.EventTime ?? line.WrittenAt))
        {
            return null;
        }

        var finding = Wrong(line, isCurrent: false);
        counts.Expired += finding is null && line.State == LoadState.Loaded ? 1 : 0;
        return finding;
    }

    /// <summary>What is wrong whether the object is still there or not.</summary>
    private AuditFinding? Wrong(LedgerLine line, bool isCurrent) => line.State switch
    {
        LoadState.InDoubt => new(line.Key, line.ETag, AuditKind.InDoubt, line.Reason),
        LoadState.Failed or LoadState.Intended when !clock.MayComeBack(line.WrittenAt) => new(
            line.Key, line.ETag, AuditKind.Stuck,
            $"{LedgerListing.NameOf(line.State)} since {Time(line.WrittenAt)}{(line.Reason.Length > 0 ? $": {line.Reason}" : "")}", AuditRepair.Announce),
        LoadState.Failed or LoadState.Intended => null,
        LoadState.Loaded when rows.RuleOf(line.Table) == RowsRule.Gone => new(
            line.Key, line.ETag, AuditKind.RowsMissing, $"there is no table {line.Table}, or this user may not see it"),
        LoadState.Loaded when rows.Find(line) is { } difference => Compare(line, difference, isCurrent),
        _ when rows.Find(line) is { } left => new(
            line.Key, line.ETag, AuditKind.RowsLeft, $"{LedgerListing.NameOf(line.State)} in the ledger, and {left.Table} has {left.Found} rows of it"),
        _ => null,
    };

    private static AuditFinding Compare(LedgerLine line, RowDifference difference, bool isCurrent)
    {
        if (line.Reason == ObjectUnloader.Begun)
        {
            return new(line.Key, line.ETag, AuditKind.RowsMissing,
                $"{difference.Table} has {difference.Found} of its {line.Rows} rows: 'sluice unload' is taking them out, or was cut off and must be run again");
        }

        var (kind, repair) = (difference.Found, isCurrent) switch
        {
            (0, true) => (AuditKind.RowsMissing, AuditRepair.UnloadAndAnnounce),
            _ when difference.Found < line.Rows => (AuditKind.RowsMissing, AuditRepair.None),
            _ => (AuditKind.RowsDuplicated, AuditRepair.None),
        };
        var gone = isCurrent ? "" : ", and the bucket no longer has this content";
        return new(line.Key, line.ETag, kind, $"{difference.Table} has {difference.Found} of its {line.Rows} rows{gone}", repair);
    }

    private static string Time(DateTime time) => $"{time:yyyy-MM-ddTHH:mm:ssZ}";
}
