namespace Sluice.Operating.DeadLetters;

/// <summary>Carries a refusal to where the operation's answer is made.</summary>
internal sealed class DeadLetterRefusedException(DeadLetterRefusal refusal) : Exception(refusal.Sentence)
{
    public DeadLetterRefusal Refusal { get; } = refusal;
}
