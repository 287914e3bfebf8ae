using System.Globalization;
using Sluice.Ledger;

namespace Sluice.Operating;

/// <summary>Decides which of an object's versions can be unloaded.</summary>
internal static class UnloadSelection
{
    /// <param name="address">The object.</param>
    /// <param name="known">What the ledger knows about its key.</param>
    /// <param name="etag">The version that was asked for, or null for all that may have rows.</param>
    /// <param name="longestInsert">How long an insert that has begun may still run.</param>
    /// <returns>The versions; none when all that there were are unloaded already.</returns>
    /// <exception cref="OperationException">The version is not known, has never had rows, or may be being inserted.</exception>
    public static IReadOnlyList<LedgerEntry> Of(S3Address address, LedgerAnswer known, string? etag, TimeSpan longestInsert)
    {
        var asked = known.Entries.Values.Where(entry => etag is null || entry.ETag == etag).OrderBy(entry => entry.ETag, StringComparer.Ordinal).ToList();
        if (asked.Count == 0)
        {
            throw new OperationException(OperationFault.BadInput, NotKnown(address, known, etag));
        }

        if (asked.Find(entry => entry.State == LoadState.Intended && known.ServerTime <= entry.Deadline + longestInsert) is { } running)
        {
            var end = (running.Deadline + longestInsert).ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);
            throw new OperationException(
                OperationFault.Refused, $"An insert of {address} (entity tag {running.ETag}) may be running until {end}: wait for the agent, or try again after that.");
        }

        var selected = asked.Where(entry => entry.State is LoadState.Loaded or LoadState.InDoubt or LoadState.Intended).ToList();
        return selected.Count > 0 || asked.Exists(entry => entry.State is LoadState.Unloaded or LoadState.Replaced)
            ? selected
            : throw new OperationException(OperationFault.BadInput, $"No row of {address} was ever inserted: {KnownVersions.List(asked)}.");
    }

    private static string NotKnown(S3Address address, LedgerAnswer known, string? etag) => known.Entries.Count == 0
        ? $"The ledger knows nothing of {address}, so that there is nothing to take out."
        : $"The ledger knows no content of {address} with entity tag {etag}. It knows {KnownVersions.List(known.Entries.Values)}.";
}
