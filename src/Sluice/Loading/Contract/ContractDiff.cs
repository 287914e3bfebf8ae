using System.Text;

namespace Sluice.Loading.Contract;

/// <summary>Writes a verdict for people: one line per finding, what fits in one line at the end.</summary>
internal static class ContractDiff
{
    private const string Absent = "(none)";

    public static string Of(ContractVerdict verdict)
    {
        var text = new StringBuilder(Headline(verdict)).Append('\n');
        var width = verdict.Findings.Select(finding => finding.Column.Length).DefaultIfEmpty().Max();
        foreach (var finding in verdict.Findings)
        {
            text.Append($"{Mark(finding)} {finding.Column.PadRight(width)}  {Types(finding)}\n    {finding.Explanation}\n");
        }

        var named = verdict.Findings.Select(finding => finding.Column).ToHashSet(StringComparer.Ordinal);
        var fitting = verdict.Mapping.Where(column => !named.Contains(column.Column) && column.IsInserted).Select(Describe).ToList();
        if (fitting.Count > 0)
        {
            text.Append($"= {string.Join(", ", fitting)}\n");
        }

        return text.ToString();
    }

    private static string Headline(ContractVerdict verdict)
    {
        var mode = verdict.Mode.ToString().ToLowerInvariant();
        var refusals = verdict.Findings.Count(finding => finding.Severity == FindingSeverity.Refusal);
        var warnings = verdict.Findings.Count(finding => finding.Severity == FindingSeverity.Warning);
        return verdict.IsAccepted
            ? $"accepted ({mode}, {Count(warnings, "warning")})"
            : $"refused ({mode}, {Count(refusals, "reason")}, {Count(warnings, "warning")})";
    }

    private static string Count(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";

    private static char Mark(ContractFinding finding) => (finding.Severity, finding.Kind) switch
    {
        (FindingSeverity.Refusal, _) => '!',
        (FindingSeverity.Warning, _) => '~',
        (_, FindingKind.AddedColumn) => '+',
        _ => '-',
    };

    private static string Types(ContractFinding finding) =>
        finding is { FileType: null, TableType: null }
            ? finding.Kind == FindingKind.HiveUnused ? "path only" : "whole file"
            : $"file {OneLine(finding.FileType)} -> table {OneLine(finding.TableType)}";

    private static string OneLine(string? type) =>
        type is null ? Absent : string.Join(' ', TypeName.Parse(type).ToString().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static string Describe(ColumnMapping column) => column.Origin switch
    {
        ColumnOrigin.HiveKey => $"{column.Column} (path)",
        ColumnOrigin.Provenance => $"{column.Column} (Sluice)",
        _ => column.Column,
    };
}
