using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Operating;

/// <summary>
/// Takes an object's rows out of its table: first the rows, then the ledger, so that what was cut off in between is found again as not yet
/// unloaded.
/// </summary>
internal sealed class ObjectUnloader(
    KnownVersions versions, LoadLedger ledger, TargetTables targets, RowCounter rows, RowRemover remover, AgentIdentity agent, SluiceSettings settings)
{
    /// <summary>What the ledger says of a version between the two steps.</summary>
    public const string Begun = "sluice unload takes its rows out";

    private static readonly LoadId _unlabelled = new("");

    /// <summary>What there is to take out. Nothing is changed.</summary>
    /// <exception cref="OperationException">It cannot be taken out; the message says why.</exception>
    public async Task<IReadOnlyList<UnloadVersion>> PlanAsync(S3Address address, string? etag, bool ignoreViews, CancellationToken cancellationToken)
    {
        var known = await versions.OfAsync(address, cancellationToken);
        var plan = new List<UnloadVersion>();
        foreach (var entry in UnloadSelection.Of(address, known, etag, settings.Topology.MessageTimeout))
        {
            var target = await TargetAsync(entry, ignoreViews, cancellationToken);
            var found = await rows.CountAsync(target.Name, entry.LoadId, cancellationToken);
            if (found == 0)
            {
                await RefuseUnlabelledAsync(address, entry, target.Name, cancellationToken);
            }

            plan.Add(new UnloadVersion(entry, target, found));
        }

        return plan;
    }

    /// <summary>Takes one version out.</summary>
    /// <returns>How many rows the table had of it.</returns>
    /// <exception cref="OperationException">The ClickHouse user may not delete rows, or the object is not any more as it was planned.</exception>
    public async Task<long> RunAsync(UnloadVersion version, bool ignoreViews, CancellationToken cancellationToken)
    {
        var attemptId = $"unload-{Guid.NewGuid():N}";
        LoadClaim[] claims =
        [
            new(version.Entry.LoadId, version.Entry.Key), new(LoadId.OfKey(version.Entry.Bucket, version.Entry.Key), version.Entry.Key),
        ];
        try
        {
            return await RunAsync(version, ignoreViews, claims, attemptId, cancellationToken);
        }
        catch
        {
            await ledger.ReleaseAsync(claims, attemptId, CancellationToken.None);
            throw;
        }
    }

    private async Task<long> RunAsync(
        UnloadVersion version, bool ignoreViews, LoadClaim[] claims, string attemptId, CancellationToken cancellationToken)
    {
        await ClaimUnchangedAsync(version.Entry, claims, attemptId, cancellationToken);
        var entry = version.Entry with { Agent = agent.Name, ErrorCode = "" };
        await ledger.WriteAsync(entry with { Reason = Begun }, cancellationToken);

        // What was written has ended the claim; from here on the object counts as loaded for every agent.
        await ledger.ClaimAsync(claims, attemptId, settings.Topology.MessageTimeout, cancellationToken);
        var removed = await RemoveAsync(version, ignoreViews, cancellationToken);
        await ledger.WriteAsync(
            entry with { State = LoadState.Unloaded, Reason = $"{removed} rows were taken out by an operator{(ignoreViews ? ", and those of views left" : "")}" },
            cancellationToken);
        return removed;
    }

    /// <summary>Somebody may have loaded it, or begun to, while the operator was asked.</summary>
    private async Task ClaimUnchangedAsync(LedgerEntry planned, LoadClaim[] claims, string attemptId, CancellationToken cancellationToken)
    {
        await ledger.ClaimAsync(claims, attemptId, settings.Topology.MessageTimeout, cancellationToken);
        var answer = await ledger.AskAsync([new ObjectVersion(planned.Key, planned.LoadId)], claims, attemptId, cancellationToken);
        var isUnchanged = answer.Find(planned.LoadId) is { } now
            && (now.State, now.Generation, now.BatchId, now.Deadline) == (planned.State, planned.Generation, planned.BatchId, planned.Deadline);
        if (isUnchanged && answer.Claims.Count == 0)
        {
            return;
        }

        throw new OperationException(
            OperationFault.Refused, $"An agent is at s3://{planned.Bucket}/{planned.Key} (entity tag {planned.ETag}), or has been since it was looked at: try again.");
    }

    private async Task<TargetTable> TargetAsync(LedgerEntry entry, bool ignoreViews, CancellationToken cancellationToken)
    {
        var name = new TableName(entry.Database, entry.Table);
        var target = await targets.FindAsync(name, cancellationToken)
            ?? throw new OperationException(OperationFault.BadInput, $"Table {name}, into which it was loaded, does not exist, or this ClickHouse user may not see it.");
        if (await remover.ObstacleAsync(target, ignoreViews, cancellationToken) is not { } obstacle)
        {
            return target;
        }

        var isAboutViews = !ignoreViews && await remover.ObstacleAsync(target, ignoreViews: true, cancellationToken) is null;
        throw new OperationException(
            OperationFault.Refused, $"{obstacle.Reason}{(isAboutViews ? ": leave the views' rows as they are with --ignore-views, and correct them yourself" : "")}.");
    }

    /// <summary>No row bears its id: they are gone already, or they were loaded before the table had the column.</summary>
    private async Task RefuseUnlabelledAsync(S3Address address, LedgerEntry entry, TableName table, CancellationToken cancellationToken)
    {
        if (entry is { State: LoadState.Loaded, Rows: > 0 } && entry.Reason != Begun
            && await rows.CountAsync(table, _unlabelled, cancellationToken) is > 0 and var unlabelled)
        {
            throw new OperationException(
                OperationFault.Refused,
                $"{table} has {unlabelled} rows that bear no load id, and the {entry.Rows} rows of {address} (entity tag {entry.ETag}) may be among them: nobody can tell which, so that they must be deleted by hand.");
        }
    }

    private async Task<long> RemoveAsync(UnloadVersion version, bool ignoreViews, CancellationToken cancellationToken)
    {
        try
        {
            return await remover.RemoveAsync(version.Target, [version.Entry.LoadId], ignoreViews, cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.AccessDenied)
        {
            var grants = RowRemover.TablesOf(version.Target, ignoreViews).Select(table => TableStatements.GrantDelete(table, settings.ClickHouse.User));
            throw new OperationException(
                OperationFault.NotPermitted,
                $"ClickHouse user {settings.ClickHouse.User} may not take rows out: name one who may with --clickhouse-user, or have an administrator run {string.Join("; ", grants)}.");
        }
    }
}
