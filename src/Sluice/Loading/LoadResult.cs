using Sluice.Admitting;

namespace Sluice.Loading;

/// <summary>How the attempt at one request ended.</summary>
/// <param name="Request">What was asked for.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="AttemptId">Shared by those that were tried together; null when nothing was tried.</param>
internal sealed record LoadResult(LoadRequest Request, LoadOutcome Outcome, string? AttemptId = null);
