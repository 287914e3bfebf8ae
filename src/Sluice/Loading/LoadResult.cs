using Sluice.Admitting;

namespace Sluice.Loading;

/// <summary>How the attempt at one request ended.</summary>
internal sealed record LoadResult(LoadRequest Request, LoadOutcome Outcome);
