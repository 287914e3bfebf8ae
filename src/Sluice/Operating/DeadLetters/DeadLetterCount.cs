namespace Sluice.Operating.DeadLetters;

/// <summary>How many letters of a domain have the same error code.</summary>
/// <param name="Domain">The domain.</param>
/// <param name="ErrorCode">Label of the code, or of the kind where there is none; empty when it is not known.</param>
/// <param name="Letters">How many.</param>
internal sealed record DeadLetterCount(string Domain, string ErrorCode, long Letters);
