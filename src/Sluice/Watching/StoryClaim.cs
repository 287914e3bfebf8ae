using Sluice.Ledger;

namespace Sluice.Watching;

/// <summary>An attempt that is at an object now.</summary>
/// <param name="Subject">The content, or the hash of the key where its contents exclude one another.</param>
/// <param name="ClaimedAt">Since when, in ClickHouse's time.</param>
internal sealed record StoryClaim(LoadId Subject, DateTime ClaimedAt);
