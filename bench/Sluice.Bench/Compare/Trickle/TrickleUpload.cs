using Sluice.Ledger;

namespace Sluice.Bench.Compare.Trickle;

/// <summary>An upload.</summary>
/// <param name="Key">Key of the object.</param>
/// <param name="Id">Its identity, which its rows have.</param>
/// <param name="StartedAt">When it began.</param>
internal sealed record TrickleUpload(string Key, LoadId Id, DateTimeOffset StartedAt);
