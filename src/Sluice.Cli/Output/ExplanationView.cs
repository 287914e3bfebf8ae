using System.Globalization;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Operating;
using Spectre.Console;

namespace Sluice.Cli.Output;

/// <summary>Shows an explanation to people, one heading per question.</summary>
internal sealed class ExplanationView(IAnsiConsole console, string provenanceColumn)
{
    private const double MiB = 1024 * 1024;

    public void Show(ObjectExplanation explanation)
    {
        console.WriteLine(explanation.Address.ToString());
        ShowKey(explanation);
        ShowFooter(explanation.Footer);
        ShowTarget(explanation);
        if (explanation is { Verdict: { } verdict, Block: { } block, Statement: { } statement })
        {
            Lines("contract", verdict.Diff.TrimEnd().Split('\n'));
            Lines("columns", verdict.Mapping.Select(Describe));
            Lines("protocol", [Describe(block)]);
            Lines("insert", statement.Split('\n'));
        }

        Lines("so", [Describe(explanation.Conclusion), .. explanation.Reasons]);
    }

    private static string Describe(Conclusion conclusion) => conclusion switch
    {
        Conclusion.WouldLoad => "it would be loaded",
        Conclusion.AlreadyLoaded => "it is loaded already",
        Conclusion.WouldSkip => "it would be settled without being loaded",
        _ => "it would be refused",
    };

    private static string Describe(BlockPlan block)
    {
        var (data, memory) = ($"{Size(block.UncompressedBytes)} uncompressed (a block is at most {Size(block.MaxBlockBytes)})",
            $"about {Size(block.EstimatedMemoryBytes)} of memory (its domain has {Size(block.MaxMemoryBytes)})");
        return $"{(block.IsStaged ? "staged, and published in blocks" : "one block")}: {data}, {memory}";
    }

    private static string Size(long bytes) => $"{(bytes / MiB).ToString("N1", CultureInfo.InvariantCulture)} MiB";

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private string Describe(ColumnMapping column) => $"{column.Column} {column.Type} ← " + column.Origin switch
    {
        ColumnOrigin.File => "the file",
        ColumnOrigin.HiveKey => "the path",
        ColumnOrigin.Provenance => "the load id",
        _ when column.Column == provenanceColumn => "the load id",
        _ => "its default",
    };

    private void ShowKey(ObjectExplanation explanation)
    {
        if (explanation.Request is { } request)
        {
            Lines("key", [$"domain {request.Domain.Name}, table {request.Domain.Database}.{request.TableName}, partition {request.Partition}"]);
            Lines(
                "ledger",
                explanation.Versions.Count == 0
                    ? ["knows nothing of the key"]
                    : explanation.Versions.Select(version =>
                        $"entity tag {version.ETag}: {KnownVersions.Word(version.State)}, {Number((long)version.Rows)} rows{(version.Reason.Length > 0 ? $", {version.Reason}" : "")}"));
        }
    }

    private void ShowFooter(FooterSummary? footer)
    {
        if (footer is not null)
        {
            Lines("object", [$"{Number(footer.SizeBytes)} bytes, entity tag {footer.ETag}, {Number(footer.Rows)} rows in {Number(footer.RowGroups)} {(footer.RowGroups == 1 ? "row group" : "row groups")}"]);
        }
    }

    private void ShowTarget(ObjectExplanation explanation)
    {
        if (explanation.Target is { } target)
        {
            Lines("writes", target.Written.Select(table => $"{table.Name} ({table.Engine}), deduplication window {table.DeduplicationWindow}"));
        }
    }

    private void Lines(string heading, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            console.WriteLine($"{heading,-10}{line}");
            heading = "";
        }
    }
}
