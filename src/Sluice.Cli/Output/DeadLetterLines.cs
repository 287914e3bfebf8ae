using System.Globalization;
using Sluice.Admitting;
using Sluice.Cli.Commands;
using Sluice.Ledger;
using Sluice.Operating.DeadLetters;

namespace Sluice.Cli.Output;

/// <summary>How dead letters are written for people and for scripts. What messages say is shown without anything that breaks a line.</summary>
internal static class DeadLetterLines
{
    private const int FailuresShown = 10;

    /// <summary>"1 dead letter" or "2 dead letters".</summary>
    public static string Letters(long count) => count == 1 ? "1 dead letter" : $"{count} dead letters";

    /// <summary>A letter in a list.</summary>
    public static IEnumerable<string> Of(DeadLetter letter)
    {
        yield return $"{letter.Domain,-12}{Code(letter.ErrorCode),-12}{About(letter)}";
        yield return $"{"",-12}{Reason(letter)}";
        yield return $"{"",-12}{letter.MessageId} · {Attempts(letter)}{Time(letter.SentAt, " · sent ")}";
    }

    /// <summary>Counts by domain and code.</summary>
    public static IEnumerable<string> Of(DeadLetterSurvey survey) =>
        survey.Counts.Select(count => $"{count.Domain,-12}{Code(count.ErrorCode),-12}{count.Letters}");

    /// <summary>What would be deleted: counts, and the first letters.</summary>
    public static IEnumerable<string> Preview(DeadLetterSurvey survey)
    {
        foreach (var line in survey.First.SelectMany(Of))
        {
            yield return line;
        }

        if (survey.Total > survey.First.Count)
        {
            yield return $"… and {survey.Total - survey.First.Count} more. In all:";
            foreach (var line in Of(survey))
            {
                yield return line;
            }
        }

        var aboutNothing = survey.First.Count(letter => letter.Key.Length == 0);
        yield return aboutNothing == 0
            ? "The ledger keeps the reasons; S3 keeps the objects, which 'sluice replay' or 'sluice backfill' announces again."
            : $"{(survey.Total > survey.First.Count ? "At least " : "")}{Letters(aboutNothing)} about no object: what they say is lost for good. The ledger keeps the reasons.";
    }

    /// <summary>Says what would be done.</summary>
    public static int SayDryRun(OperatorSession session, DeadLetterSurvey survey, string done, bool isDryRun = true)
    {
        foreach (var line in Of(survey))
        {
            session.Say(line);
        }

        session.Say($"{Letters(survey.Total)} {(isDryRun ? "would be" : "were")} {done}.");
        DeadLetterOptions.SayRefusals(session, survey.Refusals);
        session.Answer(new { IsDryRun = isDryRun, Done = 0, survey.Total, survey.Counts, Refused = survey.Refusals });
        return survey.Refusals.Count > 0 ? ExitCodes.Unavailable : ExitCodes.Success;
    }

    /// <summary>What could not be done, and why.</summary>
    public static IEnumerable<string> Failed(DeadLetterReport report)
    {
        if (report.FailedCount > 0)
        {
            yield return $"{Letters(report.FailedCount)} {(report.FailedCount == 1 ? "was" : "were")} not:";
        }

        foreach (var failed in report.Failed.Take(FailuresShown))
        {
            yield return $"  {(failed.MessageId.Length > 0 ? failed.MessageId : failed.Domain)}: {Excerpt.Line(failed.Reason)}";
        }

        if (report.FailedCount > FailuresShown)
        {
            yield return $"  … and {report.FailedCount - FailuresShown} more";
        }
    }

    /// <summary>Everything about a letter, one heading per question.</summary>
    public static IEnumerable<string> Of(DeadLetterDetail detail)
    {
        var letter = detail.Letter;
        return
        [
            .. Under("letter", [$"{letter.MessageId} of {letter.Domain}, {Attempts(letter)}{Time(letter.SentAt, ", sent ")}{Time(letter.FirstFailedAt, ", first failed ")}"]),
            .. Under("about", letter.Keys.Count > 0 ? letter.Keys.Select(Excerpt.Line) : ["no object"]),
            .. Under("why", [$"{Code(letter.ErrorCode)} {letter.ErrorKind}".TrimEnd(), Reason(letter)]),
            .. Under("helps", [detail.Remedy, $"Then: sluice dlq redrive --id {letter.MessageId}"]),
            .. Under("ledger", detail.Entries.Select(entry => $"entity tag {entry.ETag}: {LedgerListing.NameOf(entry.State)}{(entry.Reason.Length > 0 ? $", {Excerpt.Line(entry.Reason)}" : "")}")),
            .. Under("now", detail.Explanation is { } now ? [Describe(now.Conclusion), .. now.Reasons, .. now.Verdict?.Diff.TrimEnd().Split('\n') ?? []] : []),
            .. Under("unknown", detail.Fault is { } fault ? [fault] : []),
            .. Under("attributes", letter.Attributes.OrderBy(attribute => attribute.Key, StringComparer.Ordinal).Select(attribute => $"{Excerpt.Line(attribute.Key)}: {Excerpt.Line(attribute.Value)}")),
            .. Under("body", letter.Body.ReplaceLineEndings("\n").Split('\n').Select(Excerpt.Line)),
        ];
    }

    /// <summary>A letter for scripts.</summary>
    public static object Answer(DeadLetter letter) => new
    {
        letter.Domain,
        letter.MessageId,
        letter.Key,
        letter.Keys,
        letter.ErrorCode,
        letter.ErrorKind,
        letter.Reason,
        letter.Attempts,
        letter.SentAt,
        letter.FirstFailedAt,
        letter.CorrelationId,
        letter.LoadId,
        letter.IsMovedByPolicy,
    };

    /// <summary>A letter with all about it, for scripts.</summary>
    public static object Answer(DeadLetterDetail detail) => new
    {
        Letter = Answer(detail.Letter),
        detail.Letter.Body,
        detail.Letter.Attributes,
        detail.Remedy,
        Ledger = detail.Entries.Select(entry => new
        {
            LoadId = entry.LoadId.Value, Etag = entry.ETag, State = LedgerListing.NameOf(entry.State), entry.ErrorCode, entry.Reason, entry.FirstFailedAt,
        }),
        Explanation = detail.Explanation is { } explanation ? ExplanationAnswer.Of(explanation) : null,
        detail.Fault,
    };

    private static string Describe(Operating.Conclusion conclusion) => conclusion switch
    {
        Operating.Conclusion.WouldLoad => "it would be loaded if it were redriven",
        Operating.Conclusion.AlreadyLoaded => "the object is loaded already: redriving settles the letter",
        Operating.Conclusion.WouldSkip => "redriving would settle it without loading",
        _ => "it would be refused again",
    };

    private static string About(DeadLetter letter) => letter.Keys.Count switch
    {
        0 => "(no object)",
        1 => Excerpt.Line(letter.Key),
        _ => $"{Excerpt.Line(letter.Key)} and {letter.Keys.Count - 1} more",
    };

    private static string Code(string code) => code.Length > 0 ? code : "?";

    private static string Reason(DeadLetter letter) => letter switch
    {
        { Reason.Length: > 0 } => Excerpt.Line(letter.Reason),
        { IsMovedByPolicy: true } => "SQS moved it after the last delivery; neither its attributes nor the ledger say why",
        _ => "no reason given",
    };

    private static string Attempts(DeadLetter letter) => letter.Attempts switch
    {
        0 => "attempts unknown",
        1 => "1 attempt",
        var attempts => $"{attempts} attempts",
    };

    private static string Time(DateTimeOffset? time, string before) =>
        time is { } known ? $"{before}{known.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)}" : "";

    private static IEnumerable<string> Under(string heading, IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            yield return $"{heading,-12}{line}";
            heading = "";
        }
    }
}
