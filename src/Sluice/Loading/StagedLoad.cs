using System.Collections.Immutable;
using ClickHouse.Driver;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>
/// Loads an object that is too large for one block: into a staging table first, in whatever blocks; then, once all of it is there, into the target
/// chunk by chunk in row order, each one block with a token of its own. Only publishing is intended in the ledger: before, no row can be seen.
/// </summary>
internal sealed class StagedLoad(LoadProtocol protocol, LoadScope scope, ImmutableArray<ColumnMapping> columns)
{
    // The chunks of one object must not drive one another out of a deduplication window; half of it is for other objects.
    private const int WindowShare = 4;

    /// <summary>Stages and publishes it.</summary>
    public async Task LoadAsync(Member member, CancellationToken cancellationToken)
    {
        if (await StageAsync(member, cancellationToken) is { } staging)
        {
            var chunkRows = await ChunkRowsAsync(member, staging, cancellationToken);
            var intent = scope.IntentOf([member], columns) with { Staging = staging.Name, ChunkRows = chunkRows };
            await protocol.Notes.IntendAsync([member], intent, cancellationToken);
            if (await PublishAsync(member, intent, published: 0, cancellationToken))
            {
                await protocol.Notes.CommitAsync([member], _ => new LoadOutcome.Loaded((long)member.Known!.Rows), cancellationToken);
                await protocol.Staging.TidyAsync(member.Id);
            }
        }
    }

    /// <summary>Publishes what is left of an object of which some chunks may be in the target, from the staging table that its intent names.</summary>
    /// <param name="member">The object, unfinished.</param>
    /// <param name="intent">What was intended.</param>
    /// <param name="published">Rows that are known to be in the target.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Whether ClickHouse says that all of it is in: it says so too of a chunk that it only remembers.</returns>
    public async Task<bool> ResumeAsync(Member member, InsertIntent intent, long published, CancellationToken cancellationToken)
    {
        await protocol.Notes.IntendAsync([member], intent, cancellationToken);
        return await PublishAsync(member, intent, published, cancellationToken);
    }

    /// <summary>The same when the staging table is gone: rows have the same numbers every time, so that chunks are the same.</summary>
    public async Task<bool> StageAgainAsync(Member member, InsertIntent intent, long published, CancellationToken cancellationToken) =>
        await StageAsync(member, cancellationToken) is { } staging
        && await ResumeAsync(member, intent with { Staging = staging.Name }, published, cancellationToken);

    /// <summary>The filled staging table; null when the object was settled otherwise.</summary>
    private async Task<TableName?> StageAsync(Member member, CancellationToken cancellationToken)
    {
        var footer = member.Footer!;
        var plan = new StagingPlan(
            protocol.Staging.NewName(member.Id),
            columns,
            new InsertedObject(member.Key, member.ETag, member.Id),
            scope.Deadline,
            scope.Domain.MemoryBytes,
            scope.CorrelationId)
        {
            OverShardsOf = scope.Target.Distribution is { IsOneServerPerShard: true } ? scope.ServerVersion : null,
            Structure = LoadScope.StructureOf(member),
        };
        try
        {
            await protocol.Staging.CreateAsync(plan, cancellationToken);
            await protocol.Steps.RunAsync(LoadStep.Stage, [member], () => protocol.Inserter.StageAsync(plan, refusesDefaults: false, cancellationToken));
            return await protocol.Staging.RowsAsync(plan.Staging, cancellationToken) is var rows && rows == footer.Rows
                ? plan.Staging
                : throw new InvalidDataException($"its footer promises {footer.Rows} rows, and ClickHouse staged {rows}");
        }
        catch (ClickHouseServerException e) when (InsertFault.IsOverwritten(e) && !member.IsUnfinished)
        {
            await protocol.Staging.TidyAsync(member.Id);
            await protocol.Notes.SupersedeAsync([member], cancellationToken);
            return null;
        }
        catch
        {
            await protocol.Staging.TidyAsync(member.Id);
            throw;
        }
    }

    private async Task<bool> PublishAsync(Member member, InsertIntent intent, long published, CancellationToken cancellationToken)
    {
        var rows = (long)member.Known!.Rows;
        var staging = protocol.Staging.Named(intent.Staging);
        for (var first = published; first < rows; first += intent.ChunkRows)
        {
            var expected = Math.Min(intent.ChunkRows, rows - first);
            var plan = scope.PlanOf([member], columns, TokenOf(intent, first / intent.ChunkRows));
            var row = first;
            var stats = await protocol.Steps.RunAsync(
                LoadStep.Publish, [member], () => protocol.Inserter.PublishAsync(plan, staging, row, expected, cancellationToken));
            if (scope.Target.Written.Length == 1 ? stats.WrittenRows != expected : stats.WrittenRows < expected)
            {
                await protocol.Notes.DoubtAsync(
                    [member], _ => $"of rows {first} to {first + expected} ClickHouse wrote {stats.WrittenRows}", cancellationToken);
                return false;
            }
        }

        return true;
    }

    private static string TokenOf(InsertIntent intent, long chunk) => $"{intent.BatchId}:{chunk}";

    /// <summary>As many as make a block of the size that is allowed, judged by what the rows really take.</summary>
    private async Task<long> ChunkRowsAsync(Member member, TableName staging, CancellationToken cancellationToken)
    {
        var rows = member.Footer!.Rows;
        var bytes = Math.Max(1, await protocol.Staging.BytesAsync(staging, cancellationToken));
        var window = scope.Target.Written.Where(table => table.DeduplicationWindow > 0).Select(table => table.DeduplicationWindow).DefaultIfEmpty(rows).Min();
        var bySize = (long)((double)rows * scope.MaxBlockBytes / bytes);
        return Math.Clamp(Math.Max(bySize, rows * WindowShare / window), 1, Math.Max(1, rows));
    }
}
