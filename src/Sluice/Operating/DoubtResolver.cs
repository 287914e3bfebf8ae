using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Operating;

/// <summary>Writes down what a person found out about an object that is in doubt.</summary>
internal sealed class DoubtResolver(
    KnownVersions versions, LoadLedger ledger, TargetTables targets, RowCounter rows, AgentIdentity agent, SluiceSettings settings)
{
    /// <summary>Declares the object loaded, or not loaded.</summary>
    /// <param name="address">The object.</param>
    /// <param name="etag">Which of its contents, or null when only one is in doubt.</param>
    /// <param name="isLoaded">What the operator found out.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>The ledger's new row.</returns>
    /// <exception cref="OperationException">Nothing is in doubt, or the table contradicts the operator.</exception>
    public async Task<LedgerEntry> ResolveAsync(S3Address address, string? etag, bool isLoaded, CancellationToken cancellationToken)
    {
        var known = await versions.OfAsync(address, cancellationToken);
        var entry = Select(address, known.Entries.Values, etag);
        if (!isLoaded)
        {
            await RefuseRowsAsync(address, entry, cancellationToken);
        }

        var resolved = entry with
        {
            State = isLoaded ? LoadState.Loaded : LoadState.Unloaded,
            Reason = $"an operator found that it is {(isLoaded ? "loaded" : "not loaded")}",
            Agent = agent.Name,
        };
        await ledger.WriteAsync(resolved, cancellationToken);
        return resolved;
    }

    /// <summary>The version that is meant.</summary>
    /// <exception cref="OperationException">It is not known, not in doubt, or not named among several.</exception>
    internal static LedgerEntry Select(S3Address address, IEnumerable<LedgerEntry> known, string? etag)
    {
        var asked = known.Where(entry => etag is null || entry.ETag == etag).ToList();
        return asked.FindAll(entry => entry.State == LoadState.InDoubt) switch
        {
            [var only] => only,
            { Count: > 1 } several => throw Bad($"Several contents of {address} are in doubt: say which with --etag: {KnownVersions.List(several)}."),
            _ when asked.Count > 0 => throw Bad($"Only an object in doubt can be resolved, and {address} is not: {KnownVersions.List(asked)}."),
            _ => throw Bad($"The ledger knows nothing of {address}{(etag is null ? "" : $" with entity tag {etag}")}."),
        };
    }

    /// <summary>Rows that bear its id contradict that it is not loaded: the next delivery would add to them.</summary>
    private async Task RefuseRowsAsync(S3Address address, LedgerEntry entry, CancellationToken cancellationToken)
    {
        var table = new TableName(entry.Database, entry.Table);
        if (await targets.FindAsync(table, cancellationToken) is { } target && target.Has(settings.Loading.ProvenanceColumn)
            && await rows.CountAsync(table, entry.LoadId, cancellationToken) is > 0 and var found)
        {
            throw new OperationException(
                OperationFault.Refused,
                $"{table} has {found} rows of {address} (entity tag {entry.ETag}), to which the next delivery would add: take them out with 'sluice unload {address} --etag {entry.ETag}'.");
        }
    }

    private static OperationException Bad(string message) => new(OperationFault.BadInput, message);
}
