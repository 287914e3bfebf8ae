using Sluice.Cli.Output;
using Sluice.Operating;

namespace Sluice.Cli.Commands;

/// <summary>Shows an audit to people.</summary>
internal sealed class AuditView(OperatorSession session)
{
    public void Show(AuditReport report, RepairMode repair)
    {
        var counts = report.Counts;
        session.Say($"unaccounted {counts.Unaccounted}");
        Say(counts.Listed, "listed", "in the bucket");
        Say(counts.Accounted, "accounted", Accounted(counts));
        Say(counts.Pending, "pending", "on their way");
        Say(counts.Ignored, "ignored", "raise no message: not *.parquet, or too small");
        Say(counts.Expired, "expired", "loaded, and no longer in the bucket");
        foreach (var (kind, count) in counts.ByKind.OrderBy(pair => pair.Key))
        {
            Say(count, AuditLine.NameOf(kind), "unaccounted for:");
            ShowFindings(report, kind, count);
        }

        foreach (var note in report.Notes)
        {
            session.Say($"note: {note}");
        }

        ShowRepair(report, repair);
    }

    private void ShowFindings(AuditReport report, AuditKind kind, long count)
    {
        var shown = report.Findings.Where(finding => finding.Kind == kind).ToList();
        foreach (var finding in shown)
        {
            session.Say($"    {(finding.Key.Length > 0 ? $"{finding.Key}: " : "")}{finding.Detail}");
        }

        if (shown.Count < count)
        {
            session.Say($"    … and {count - shown.Count} more (--limit)");
        }
    }

    private void ShowRepair(AuditReport report, RepairMode repair)
    {
        if (repair == RepairMode.Off)
        {
            return;
        }

        session.Say(repair == RepairMode.DryRun
            ? $"{ObjectLines.Objects(report.Repaired)} would be sent to the queues."
            : $"{ObjectLines.Objects(report.Repaired)} sent to the queues; audit again when the agent has loaded them.");
        if (report.UnsentCount > 0)
        {
            session.Say($"{ObjectLines.Objects(report.UnsentCount)} could not be sent: SQS did not take them. Run it again.");
        }
    }

    private static string Accounted(AuditCounts counts) =>
        ObjectLines.Text(counts.AccountedAs) + (counts.Refused > 0 ? $"{(counts.AccountedAs.Count > 0 ? ", " : "")}{counts.Refused} refused for their key (E001)" : "");

    private void Say(long count, string what, string meaning) => session.Say($"{count,12}  {what,-18} {meaning}".TrimEnd());
}
