namespace Sluice.Credentials;

/// <summary>What STS says about credentials.</summary>
/// <param name="Verdict">Whether they are good.</param>
/// <param name="Arn">Whose they are, or null.</param>
/// <param name="Account">The AWS account, or null.</param>
/// <param name="Reason">Why nothing is known, or null.</param>
internal sealed record CallerAnswer(CredentialsVerdict Verdict, string? Arn, string? Account, string? Reason);
