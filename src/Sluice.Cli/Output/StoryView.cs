using Sluice.Ledger;
using Sluice.Watching;
using Spectre.Console;

namespace Sluice.Cli.Output;

/// <summary>Tells the story of an object to people: the answer first, then what it rests on.</summary>
internal sealed class StoryView(IAnsiConsole console)
{
    private const int ShownAttempts = 20;

    public void Show(ObjectStory story)
    {
        console.WriteLine(story.Address.ToString());
        console.MarkupLine($"[{Colour(story.Standing)}]{Markup.Escape(story.Summary)}[/]");
        if (story.WhatToDo is { } advice)
        {
            console.WriteLine(advice);
        }

        console.WriteLine();
        Lines("in S3", [story.Stored is { } stored
            ? $"{Amounts.Of(stored.Size)} bytes, entity tag {stored.ETag}, since {Amounts.At(stored.LastModified.UtcDateTime)} UTC"
            : "nothing that is known of"]);
        Lines("contract", story.Contract?.Split('\n') ?? []);
        Lines("contents", story.Versions.Select(Describe));
        Lines("attempts", story.Attempts.Take(ShownAttempts).Select(Describe));
        if (story.Attempts.Count > ShownAttempts)
        {
            Lines("", [$"… and {story.Attempts.Count - ShownAttempts} before; --json has the latest 200"]);
        }

        ShowStatements(story.Statements);
    }

    /// <summary>What was written, and what failed. What only reads footers and columns is long and seldom asked for.</summary>
    private void ShowStatements(IReadOnlyList<StoryStatement> statements)
    {
        var shown = statements.Where(statement => statement.Error.Length > 0 || statement.Sql.StartsWith("INSERT", StringComparison.OrdinalIgnoreCase)).ToList();
        foreach (var statement in shown)
        {
            Lines("statement", [
                $"{Amounts.At(statement.At)}  {statement.QueryId}  {Amounts.Of(statement.Duration)}{(statement.Error.Length > 0 ? $"  {statement.Error}" : "")}",
                .. statement.Sql.Split('\n').Select(line => $"  {line}"),
            ]);
        }

        if (statements.Count > shown.Count)
        {
            Lines("", [$"… and {statements.Count - shown.Count} that only read; --json has them"]);
        }
    }

    private static string Colour(ObjectStanding standing) => standing switch
    {
        ObjectStanding.Loaded or ObjectStanding.Superseded or ObjectStanding.Skipped or ObjectStanding.Replaced or ObjectStanding.Unloaded => "green",
        ObjectStanding.Loading or ObjectStanding.Queued or ObjectStanding.Retrying or ObjectStanding.Waiting => "yellow",
        _ => "red",
    };

    private static string Describe(LedgerEntry version) =>
        $"{Amounts.At(version.WrittenAt)}  {LedgerListing.NameOf(version.State)}  entity tag {version.ETag}, {Amounts.Of((long)version.Rows)} rows, {version.Database}.{version.Table}{After(version.ErrorCode, version.Reason)}";

    private static string Describe(LedgerAttempt attempt) =>
        $"{Amounts.At(attempt.At)}  {attempt.Outcome}  attempt {attempt.Attempt}, queued {Time(attempt.QueuedMs)}, load {Time(attempt.LoadMs)}, by {attempt.Agent}{After(attempt.ErrorCode, attempt.Reason)}";

    private static string Time(long milliseconds) => Amounts.Of(TimeSpan.FromMilliseconds(milliseconds));

    private static string After(string code, string reason) => $"{code} {reason}".Trim() is { Length: > 0 } text ? $": {text}" : "";

    private void Lines(string heading, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            console.WriteLine($"{heading,-10}{line}");
            heading = "";
        }
    }
}
