using System.Collections.Immutable;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;
using Sluice.Planning;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Loading;

/// <summary>
/// One attempt at the objects of a batch by the exactly-once protocol: claim and ask, gate, then for those that go together intend, insert, verify,
/// commit. A crash after any step leaves the ledger in a state from which the next delivery goes on.
/// </summary>
internal sealed class BatchLoad(LoadProtocol protocol, AttemptClaims claims, LoadBatch batch)
{
    private LedgerAnswer? _answer;
    private FaultIsolation? _isolation;

    private SluiceSettings Settings => protocol.Settings;

    private Domain Domain => batch.Domain;

    private TableRules Rules => Settings.Loading.For(Domain.Database, batch.TableName);

    /// <summary>The objects, each with its outcome once it has one.</summary>
    public IReadOnlyList<Member> Members { get; private set; } = [];

    private IReadOnlyList<Member> Open => [.. Members.Where(member => member.IsOpen)];

    /// <summary>Loads the objects, or says of each why not.</summary>
    /// <exception cref="Exception">Whatever ClickHouse or the network did to those without an outcome; the classifier knows what it means.</exception>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        Members = await IdentifyAsync(cancellationToken);
        _isolation = new FaultIsolation(protocol, Members);
        _answer = await protocol.Steps.RunAsync(LoadStep.Claim, Members, () => claims.AskAsync(Members, cancellationToken));
        await SettleOverwrittenAsync(cancellationToken);
        RefuseIrreplaceable();
        await DropLeftStagingAsync();
        if (Rules.OnOverwrite == OverwritePolicy.Replace)
        {
            await LoadAndReplaceAsync(cancellationToken);
        }
        else if (Open.Count > 0)
        {
            await LoadIntoTargetAsync(cancellationToken);
        }
    }

    /// <summary>What is loaded is done only when the rows of earlier content are gone: until then its message comes back.</summary>
    private async Task LoadAndReplaceAsync(CancellationToken cancellationToken)
    {
        var isDone = false;
        try
        {
            if (await LoadIntoTargetAsync(cancellationToken) is { } target)
            {
                await new Overwriting(protocol, target).ReplaceAsync(Members, cancellationToken);
                isDone = true;
            }
        }
        finally
        {
            foreach (var member in Members.Where(member => !isDone && member.Outcome is LoadOutcome.Loaded or LoadOutcome.AlreadyLoaded))
            {
                member.Reopen();
            }
        }
    }

    /// <returns>The table, or null when it takes nothing as it is.</returns>
    private async Task<TargetTable?> LoadIntoTargetAsync(CancellationToken cancellationToken)
    {
        if (await FindTargetAsync(cancellationToken) is not { } target)
        {
            return null;
        }

        var scope = new LoadScope(
            Domain,
            target,
            Rules,
            Settings,
            await protocol.Targets.BlockNumbersAsync(target, cancellationToken),
            _answer!.ServerTime,
            _answer.ServerVersion,
            _answer.ClaimedUntil,
            batch.Requests[0].CorrelationId,
            target.Distribution is null ? _answer.ServerStarted : DateTime.MaxValue);
        protocol.Sharing.Note(Domain, batch.TableName, scope.TellsRowsApart);
        var begun = await RecoverAsync(scope, cancellationToken);
        await LoadFreshAsync(scope, [.. Open.Where(member => !member.IsUnfinished).Except(begun)], cancellationToken);

        // Each alone: one of them may be why their batch came to no end.
        foreach (var member in begun)
        {
            await _isolation!.RunAsync([member], () => LoadFreshAsync(scope, [member], cancellationToken), cancellationToken);
        }

        return target;
    }

    /// <summary>Deliveries of the same content become one member. A message that names no entity tag is about whatever is there now.</summary>
    private async Task<IReadOnlyList<Member>> IdentifyAsync(CancellationToken cancellationToken)
    {
        var tagged = new List<(LoadRequest Request, string ETag)>();
        foreach (var request in batch.Requests)
        {
            tagged.Add((request, request.ETag ?? (await protocol.Footers.ReadAsync([request.Key], keepsObjects: false, cancellationToken))[request.Key].ETag));
        }

        return [.. tagged.GroupBy(each => (each.Request.Key, each.ETag)).Select(group => Member.Of(group.Key.ETag, [.. group.Select(each => each.Request)]))];
    }

    /// <summary>Where the first content of a key stays, later content waits for what is being loaded and yields to what is loaded.</summary>
    private async Task SettleOverwrittenAsync(CancellationToken cancellationToken)
    {
        if (Rules.OnOverwrite == OverwritePolicy.Skip)
        {
            var contenders = Open.Where(member => !member.IsUnfinished && member.Others.Count > 0).ToLookup(
                member => member.Others.Any(other => other.State is LoadState.Loaded or LoadState.InDoubt));
            await protocol.Notes.SkipAsync([.. contenders[true]], cancellationToken);
            foreach (var member in contenders[false])
            {
                member.End(FailedLoad.Wait(AttemptClaims.Taken, member, protocol));
            }
        }
    }

    /// <summary>Rows that were inserted before the table had the provenance column cannot be told, and so not be taken out.</summary>
    private void RefuseIrreplaceable()
    {
        foreach (var member in Open.Where(member => Rules.OnOverwrite == OverwritePolicy.Replace
            && member.Others.Any(other => other is { State: LoadState.Loaded, Provenance: "" })))
        {
            member.Refuse($"earlier content of the key was loaded before {Domain.Database}.{batch.TableName} had column {Settings.Loading.ProvenanceColumn}, so that its rows cannot be told from others and taken out: delete them by hand, then 'sluice unload' it");
        }
    }

    /// <summary>Of an attempt that committed and ended before it had tidied up.</summary>
    private async Task DropLeftStagingAsync()
    {
        foreach (var member in Members.Where(member => member.Known is { State: LoadState.Loaded, Staging.Length: > 0 }))
        {
            await protocol.Staging.TidyAsync(member.Id);
        }
    }

    /// <summary>Step 2, of the table: is it there, and does it take an object once?</summary>
    private async Task<TargetTable?> FindTargetAsync(CancellationToken cancellationToken)
    {
        var name = new TableName(Domain.Database, batch.TableName);
        var target = await protocol.Targets.FindAsync(name, cancellationToken);
        if (await protocol.Refusal.OfAsync(name, target, Rules, cancellationToken) is not { } refusal)
        {
            return target;
        }

        // Somebody may have mended the table a moment ago: the next delivery looks again.
        protocol.Targets.Forget(name);
        foreach (var member in Open)
        {
            member.Refuse(refusal);
        }

        return null;
    }

    /// <summary>Takes up what was intended before, batch by batch.</summary>
    /// <returns>Members that were found not to be in the table; they begin anew.</returns>
    private async Task<IReadOnlyList<Member>> RecoverAsync(LoadScope scope, CancellationToken cancellationToken)
    {
        var anew = new List<Member>();
        foreach (var ours in Open.Where(member => member.IsUnfinished).GroupBy(member => member.Known!.BatchId))
        {
            await _isolation!.RunAsync([.. ours], async () => anew.AddRange(await RecoverBatchAsync(scope, [.. ours], cancellationToken)), cancellationToken);
        }

        return anew;
    }

    private async Task<IReadOnlyList<Member>> RecoverBatchAsync(LoadScope scope, IReadOnlyList<Member> ours, CancellationToken cancellationToken)
    {
        // Of a batch that nobody sends again each member is looked for by itself, and need not wait for the others.
        var isApart = ours.All(member => member.Known is { IsSpent: true } known && known.Provenance == scope.Provenance);
        if ((isApart ? [] : await claims.OthersOfBatchAsync(ours, cancellationToken)) is not { } others)
        {
            return [];
        }

        var unfinished = new UnfinishedLoad(protocol, scope, ours, others);
        await unfinished.RecoverAsync((member, token) => PassAsync(scope, member, token), cancellationToken);
        return unfinished.Anew;
    }

    /// <summary>Step 2, of the objects, and then the rest of the way: objects of the same columns go together.</summary>
    private async Task LoadFreshAsync(LoadScope scope, IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        if (members.Count == 0)
        {
            return;
        }

        var found = await new FooterCheck(protocol, scope).ReadAsync(members, cancellationToken);
        await protocol.Notes.SupersedeAsync(found.Overwritten, cancellationToken);
        foreach (var (member, fault) in found.Unreadable)
        {
            member.Fail(FailedLoad.Decide(fault, member, protocol));
        }

        foreach (var alike in found.Unchanged.GroupBy(ShapeOf))
        {
            await _isolation!.RunAsync([.. alike], () => LoadAlikeAsync(scope, [.. alike], cancellationToken), cancellationToken);
        }
    }

    /// <summary>Objects of one shape fill the same columns.</summary>
    private static (string Schema, string HiveKeys) ShapeOf(Member member) =>
        (member.Footer!.Schema, string.Join('/', ObjectContract.HiveKeysOf(member.Partition).Select(key => key.Name)));

    private async Task LoadAlikeAsync(LoadScope scope, IReadOnlyList<Member> alike, CancellationToken cancellationToken)
    {
        ImmutableArray<ColumnMapping> columns = [];
        foreach (var member in alike)
        {
            await _isolation!.RunAsync(
                [member],
                () => protocol.Steps.RunAsync(LoadStep.Contract, [member], async () => columns = await PassAsync(scope, member, cancellationToken) ?? columns),
                cancellationToken);
        }

        foreach (var block in BlockPlanner.Plan(alike.Where(member => member.IsOpen), scope.MaxBlockBytes, scope.TellsRowsApart))
        {
            await LoadBlockAsync(scope, columns, block, cancellationToken);
        }
    }

    private async Task LoadBlockAsync(LoadScope scope, ImmutableArray<ColumnMapping> columns, Block block, CancellationToken cancellationToken)
    {
        if (block.IsStaged)
        {
            await _isolation!.RunAsync(block.Members, () => new StagedLoad(protocol, scope, columns).LoadAsync(block.Members[0], cancellationToken), cancellationToken);
            return;
        }

        var left = new Stack<IReadOnlyList<Member>>([block.Members]);
        while (left.TryPop(out var members))
        {
            await _isolation!.RunAsync(
                members,
                async () =>
                {
                    foreach (var rest in (await new BlockLoad(protocol, scope, columns).LoadAsync(members, cancellationToken)).Where(rest => rest.Count > 0).Reverse())
                    {
                        left.Push(rest);
                    }
                },
                cancellationToken);
        }
    }

    /// <summary>Passes an object through the contract gate.</summary>
    private async Task<ImmutableArray<ColumnMapping>?> PassAsync(LoadScope scope, Member member, CancellationToken cancellationToken)
    {
        // An insert that may have happened before is taken up all the same: its own pin tells what was overwritten.
        member.Columns = await protocol.Contract.ColumnsAsync(member, cancellationToken)
            ?? (member.IsUnfinished ? await protocol.Contract.ReadColumnsAsync(member.Key, cancellationToken) : null);
        if (member.Columns is null)
        {
            await protocol.Notes.SupersedeAsync([member], cancellationToken);
            return null;
        }

        var verdict = await protocol.Contract.JudgeAsync(member.Key, member.Partition, scope.Target, member.Columns, member.Footer!.Statistics, cancellationToken);
        if (!verdict.IsAccepted)
        {
            protocol.Targets.Forget(scope.Target.Name);
            member.Refuse(verdict.Explain(FindingSeverity.Refusal));
            return null;
        }

        if (verdict.Explain(FindingSeverity.Warning) is { Length: > 0 } warnings)
        {
            PipelineLog.ContractWarning(protocol.Logger, $"s3://{Settings.Topology.Bucket}/{member.Key}", warnings, scope.CorrelationId);
        }

        await protocol.Contract.EvolveAsync(scope.Target, verdict, cancellationToken);
        return [.. verdict.Mapping.Where(column => column.Origin is ColumnOrigin.File or ColumnOrigin.HiveKey)];
    }
}
