namespace Sluice.Operating.DeadLetters;

/// <summary>SQS does not let this user do it with the dead-letter queue of a domain.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="Permission">The action that is missing, such as <c>sqs:ReceiveMessage</c>; empty when the credentials themselves are none.</param>
/// <param name="Sentence">What happened and what to do, for people.</param>
internal sealed record DeadLetterRefusal(string Domain, string Permission, string Sentence);
