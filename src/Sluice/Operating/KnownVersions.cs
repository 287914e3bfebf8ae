using ClickHouse.Driver;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating;

/// <summary>What the ledger knows about an object, for people.</summary>
internal sealed class KnownVersions(LoadLedger ledger)
{
    /// <summary>Every content that the key is known to have had.</summary>
    /// <exception cref="OperationException">There is no ledger yet.</exception>
    public async Task<LedgerAnswer> OfAsync(S3Address address, CancellationToken cancellationToken)
    {
        try
        {
            return await ledger.VersionsAsync([address.Key], cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            throw new OperationException(
                OperationFault.BadInput, $"There is no ledger in database {ledger.Name} yet, so that nothing is known of {address}: the agent or 'sluice prepare' makes it.");
        }
    }

    /// <summary>The known contents in a few words.</summary>
    public static string List(IEnumerable<LedgerEntry> entries) =>
        string.Join(", ", entries.OrderBy(entry => entry.ETag, StringComparer.Ordinal).Select(entry => $"{entry.ETag} ({Word(entry.State)})"));

    /// <summary>The state as the ledger's table names it.</summary>
    public static string Word(LoadState state) => state switch
    {
        LoadState.DeadLettered => "dead_lettered",
        LoadState.InDoubt => "in_doubt",
        _ => state.ToString().ToLowerInvariant(),
    };
}
