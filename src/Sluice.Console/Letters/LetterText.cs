using Sluice.Failures;
using Sluice.Operating;
using Sluice.Operating.DeadLetters;
using Sluice.WebConsole.Components.Parts;

namespace Sluice.WebConsole.Letters;

/// <summary>How letters are spoken of.</summary>
internal static class LetterText
{
    /// <summary>"1 dead letter" or "2 dead letters".</summary>
    public static string Letters(long count) => count == 1 ? "1 dead letter" : $"{Text.Number(count)} dead letters";

    /// <summary>What one can filter by: the codes, and the kinds that have none.</summary>
    public static IEnumerable<string> Codes => RetryTable.All.Select(rule => rule.Code?.ToString() ?? rule.Kind.ToString()).Distinct().Order(StringComparer.Ordinal);

    /// <summary>The object that it is about.</summary>
    public static string About(DeadLetter letter) => letter.Keys.Count switch
    {
        0 => "(no object)",
        1 => LetterBody.Line(letter.Key),
        _ => $"{LetterBody.Line(letter.Key)} and {letter.Keys.Count - 1} more",
    };

    public static string Reason(DeadLetter letter) => letter switch
    {
        { Reason.Length: > 0 } => LetterBody.Line(letter.Reason),
        { IsMovedByPolicy: true } => "SQS moved it after the last delivery; neither its attributes nor the ledger say why.",
        _ => "No reason is given.",
    };

    /// <summary>What is missing, and what to do: once, however many queues it is about.</summary>
    public static IEnumerable<string> Refusals(IEnumerable<DeadLetterRefusal> refusals) =>
        from refusal in refusals.DistinctBy(each => each.Sentence)
        group refusal by refusal.Permission into alike
        let others = alike.Skip(1).Select(each => each.Domain).ToList()
        select others.Count == 0 ? alike.First().Sentence : $"{alike.First().Sentence} The same holds for {string.Join(", ", others)}.";

    /// <summary>What would become of the object now.</summary>
    public static string Expect(Conclusion conclusion) => conclusion switch
    {
        Conclusion.WouldLoad => "Redriven now, the object would be loaded.",
        Conclusion.AlreadyLoaded => "The object is loaded already: redriving settles the letter.",
        Conclusion.WouldSkip => "Redriving would settle the letter without loading: the table keeps the key's first content.",
        _ => "Redriven now, the object would be refused again.",
    };

    /// <summary>What was done, in a sentence.</summary>
    public static string Done(LetterAction action, DeadLetterReport report, long meant)
    {
        var (done, verb) = (report.Done, action == LetterAction.Redrive ? "went back to the load queue" : "deleted for good");
        var what = action == LetterAction.Redrive ? $"{Letters(done)} {verb}" : $"{Letters(done)} {(done == 1 ? "was" : "were")} {verb}";
        var rest = report switch
        {
            { IsCancelled: true } => $"; it was cancelled, {Text.Number(Math.Max(0, meant - done))} of {Text.Number(meant)} are left",
            { Fault: not null } => $"; it broke off, {Text.Number(Math.Max(0, meant - done))} of {Text.Number(meant)} may be left",
            { IsComplete: true } when done < meant => $" of {Text.Number(meant)}: the others were no longer there, or are in somebody else's hand for a minute",
            _ => "",
        };
        return $"{what}{rest}.";
    }
}
