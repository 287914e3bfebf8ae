using Amazon.SQS.Model;

namespace Sluice.Operating.DeadLetters;

/// <summary>A letter in hand: others do not see it until it is let go or its time is over.</summary>
/// <param name="Letter">What it says.</param>
/// <param name="Message">As SQS gave it. Its receipt handle is never shown.</param>
internal sealed record HeldLetter(DeadLetter Letter, Message Message)
{
    /// <summary>The letter without the handle.</summary>
    public override string ToString() => Letter.MessageId;
}
