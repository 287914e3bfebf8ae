namespace Sluice.Ledger;

/// <summary>What an attempt claims before it asks, so that of two deliveries of one object only one goes on.</summary>
/// <param name="Subject">The object version; or its key, where the contents of a key exclude one another; or an unfinished batch.</param>
/// <param name="Key">Key of the object; empty for a batch, whose claim is never ended by what is written about an object.</param>
internal readonly record struct LoadClaim(LoadId Subject, string Key)
{
    /// <summary>The claim of who takes up an unfinished batch.</summary>
    public static LoadClaim OfBatch(string batchId) => new(new LoadId(batchId), "");
}
