namespace Sluice.Operating.DeadLetters;

/// <summary>A letter that SQS did not move or delete.</summary>
/// <param name="Domain">Its domain.</param>
/// <param name="MessageId">SQS's id of it; empty when SQS itself was moving and does not say which.</param>
/// <param name="Reason">Why.</param>
internal sealed record FailedLetter(string Domain, string MessageId, string Reason);
