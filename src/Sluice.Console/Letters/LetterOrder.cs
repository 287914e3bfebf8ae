using Sluice.Operating.DeadLetters;

namespace Sluice.WebConsole.Letters;

/// <summary>What an operator has confirmed.</summary>
/// <param name="Action">What is to be done.</param>
/// <param name="Filter">With which letters.</param>
/// <param name="Letters">How many there were in each domain when it was confirmed.</param>
internal sealed record LetterOrder(LetterAction Action, DeadLetterFilter Filter, IReadOnlyDictionary<string, long> Letters)
{
    /// <summary>How many there were in all.</summary>
    public long Total => Letters.Values.Sum();
}
