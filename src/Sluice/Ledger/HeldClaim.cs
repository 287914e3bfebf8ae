namespace Sluice.Ledger;

/// <summary>A claim that is neither released nor expired, and after which nothing was written about its object.</summary>
/// <param name="Subject">What is claimed.</param>
/// <param name="AttemptId">Who holds it.</param>
internal sealed record HeldClaim(LoadId Subject, string AttemptId);
