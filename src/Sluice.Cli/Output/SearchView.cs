using Sluice.Ledger;
using Sluice.Watching;
using Spectre.Console;

namespace Sluice.Cli.Output;

/// <summary>A page of objects, for people.</summary>
internal static class SearchView
{
    // A line for each object; its story has the whole reason.
    private const int LongestReason = 80;

    public static void Show(IAnsiConsole console, ObjectSearchRequest request, ObjectSearchPage page)
    {
        if (page.Total == 0)
        {
            console.WriteLine("The ledger knows no such object.");
            return;
        }

        var table = new Table().Border(TableBorder.Simple).AddColumns("written (UTC)", "state", "rows", "table", "key", "reason");
        table.Columns[2].RightAligned();
        foreach (var line in page.Items)
        {
            table.AddRow(
                new Text(Amounts.At(line.WrittenAt)),
                new Text(LedgerListing.NameOf(line.State)),
                new Text(Amounts.Of((long)line.Rows)),
                new Text(line.Table.ToString()),
                new Text(line.Key),
                new Text(Short($"{line.ErrorCode} {line.Reason}".Trim())));
        }

        console.Write(table);
        var pages = (page.Total + request.PageSize - 1) / request.PageSize;
        console.WriteLine($"{ObjectLines.Objects(page.Total)}, page {request.Page + 1} of {pages}. 'sluice history s3://…' tells more of one.");
    }

    private static string Short(string text) => text.Length > LongestReason ? $"{text[..LongestReason]}…" : text;
}
