using System.Text.Json;
using Sluice.Cli.Output;
using Sluice.Operating;

namespace Sluice.Cli.Commands;

/// <summary>The line that <c>sluice audit --json</c> prints. People script against its keys.</summary>
internal sealed record AuditLine(
    long Unaccounted,
    long Listed,
    long Ignored,
    long Accounted,
    long Pending,
    long Expired,
    long Refused,
    SortedDictionary<string, long> ByState,
    Dictionary<string, long> ByKind,
    IReadOnlyList<AuditLineObject> Objects,
    IReadOnlyList<string> Notes,
    long Repaired,
    long Unsent)
{
    public static AuditLine Of(AuditReport report)
    {
        var counts = report.Counts;
        return new(
            counts.Unaccounted,
            counts.Listed,
            counts.Ignored,
            counts.Accounted,
            counts.Pending,
            counts.Expired,
            counts.Refused,
            ObjectLines.ByState(counts.AccountedAs),
            Enum.GetValues<AuditKind>().ToDictionary(NameOf, kind => counts.ByKind.GetValueOrDefault(kind)),
            [.. report.Findings.Select(finding => new AuditLineObject(finding.Key, finding.ETag, NameOf(finding.Kind), finding.Detail))],
            report.Notes,
            report.Repaired,
            report.UnsentCount);
    }

    /// <summary>A kind as people and scripts see it: <c>rows_missing</c>.</summary>
    public static string NameOf(AuditKind kind) => JsonNamingPolicy.SnakeCaseLower.ConvertName(kind.ToString());
}
