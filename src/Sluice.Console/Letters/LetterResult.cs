using Sluice.Operating.DeadLetters;

namespace Sluice.WebConsole.Letters;

/// <summary>What became of what an operator wanted.</summary>
/// <param name="Sentence">In a sentence, with numbers.</param>
/// <param name="More">Why not all of it was done, and what is good to know besides.</param>
/// <param name="IsComplete">Whether all of it was done.</param>
internal sealed record LetterResult(string Sentence, IReadOnlyList<string> More, bool IsComplete)
{
    private const int FailuresShown = 5;

    public static LetterResult Of(LetterOrder order, DeadLetterReport report)
    {
        IEnumerable<string> more =
        [
            .. LetterText.Refusals(report.Refusals),
            .. report.Failed.Take(FailuresShown).Select(failed => $"{(failed.MessageId.Length > 0 ? failed.MessageId : failed.Domain)}: {LetterBody.Line(failed.Reason)}"),
            .. report.FailedCount > FailuresShown ? [$"… and {report.FailedCount - FailuresShown} more"] : Array.Empty<string>(),
            .. report.Fault is { } fault ? [$"{LetterBody.Line(fault)}. Doing it again does no harm."] : Array.Empty<string>(),
            .. report.Notes,
        ];
        return new LetterResult(LetterText.Done(order.Action, report, order.Total), [.. more], report.IsComplete && report.Done >= order.Total);
    }
}
