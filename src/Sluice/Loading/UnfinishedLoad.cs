using System.Collections.Immutable;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;

namespace Sluice.Loading;

/// <summary>
/// Takes up a batch whose insert was intended and of which nobody knows how it ended. The result is certain for every member, or the member is
/// in doubt.
/// </summary>
/// <param name="protocol">The parts.</param>
/// <param name="scope">The attempt.</param>
/// <param name="ours">Members whose messages this attempt has.</param>
/// <param name="others">The batch's other members, as the ledger has them.</param>
internal sealed class UnfinishedLoad(LoadProtocol protocol, LoadScope scope, IReadOnlyList<Member> ours, IReadOnlyList<Member> others)
{
    private LedgerEntry Intent => ours[0].Known!;

    private IReadOnlyList<Member> All => [.. ours, .. others];

    /// <summary>Members that are certain not to be in the table; they begin anew.</summary>
    public List<Member> Anew { get; } = [];

    /// <summary>Finds out, or brings about, how the insert ended.</summary>
    /// <param name="columnsOf">Passes a member through the contract gate; null when it was refused.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task RecoverAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        // A batch is committed as a whole, and its insert is found void for all of its members.
        if (others.Any(WasLoadedInThisBatch))
        {
            await CommitOursAsync(ours, cancellationToken);
        }
        else if (scope.Provenance is null && others.Any(other => !IsStillInThisBatch(other)))
        {
            BeginAnew(ours);
        }
        else if (IsRepeatable)
        {
            await RepeatAsync(columnsOf, cancellationToken);
        }
        else if (scope.Provenance is null)
        {
            await WithoutProvenanceAsync(cancellationToken);
        }
        else
        {
            await CountAsync(columnsOf, cancellationToken);
        }
    }

    private bool IsRepeatable => others.All(IsStillInThisBatch)
        && (RecoveryRule.Decide(Intent, scope.Target, scope.BlockNumbers) == Recovery.Repeat
            || (scope.Provenance is null && scope.Rules.Delivery == DeliveryGuarantee.AtLeastOnce));

    /// <summary>No insert of the batch can be running any more.</summary>
    private bool IsOver => scope.ServerTime > Intent.Deadline + scope.Settings.Topology.MessageTimeout;

    private async Task RepeatAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        var found = await new FooterCheck(protocol).ReadAsync(All, cancellationToken);
        var gone = All.Except(found.Unchanged).ToList();
        if (Intent.Staging.Length > 0)
        {
            await ResumeAsync(found.Unchanged.Count > 0, columnsOf, published: 0, cancellationToken);
        }
        else if (gone.Count == 0)
        {
            await InsertAgainAsync(All, columnsOf, cancellationToken);
        }
        else
        {
            await WithoutTheGoneAsync(found, gone, columnsOf, cancellationToken);
        }
    }

    private async Task InsertAgainAsync(
        IReadOnlyList<Member> members, ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        if (await columnsOf(members[0], cancellationToken) is not { } columns)
        {
            // The table takes them no longer; that does not say that it has not taken them before.
            ShareOutcome(members[0]);
            return;
        }

        // With the first intent's block numbers: newer ones would make the windows look younger than they are.
        var intent = new InsertIntent(Intent.BatchId, Intent.BlockNumbers, scope.Deadline);
        await new BlockLoad(protocol, scope, columns).RepeatAsync(members, intent, cancellationToken);
    }

    /// <summary>
    /// Some members were overwritten or deleted since. The others under the same token: if the insert happened, ClickHouse drops them, else it takes
    /// them; either way they are in once. Of those that are gone only provenance can tell.
    /// </summary>
    private async Task WithoutTheGoneAsync(
        FooterCheck.Found found,
        List<Member> gone,
        ColumnsOf columnsOf,
        CancellationToken cancellationToken)
    {
        if (found.Unreadable.FirstOrDefault(each => !IsGone(each.Fault)) is { Fault: { } fault })
        {
            // S3 cannot be read now, which says nothing about the object.
            throw fault;
        }

        if (scope.Provenance is not null)
        {
            await CountAsync(columnsOf, cancellationToken);
            return;
        }

        await protocol.Notes.DoubtAsync(gone, _ => $"its insert was intended at most once, and it was overwritten or deleted since; {NoProvenance}", cancellationToken);
        if (found.Unchanged.Count > 0)
        {
            await InsertAgainAsync(found.Unchanged, columnsOf, cancellationToken);
        }
    }

    /// <summary>The windows may have forgotten: the rows themselves must say what was inserted.</summary>
    private async Task CountAsync(ColumnsOf columnsOf, CancellationToken cancellationToken)
    {
        if (!IsOver)
        {
            Wait();
            return;
        }

        var counts = await protocol.Rows.CountAsync(scope.Target.Name, ours.Select(member => member.Id), cancellationToken);
        foreach (var member in ours)
        {
            var (has, rows) = (counts.GetValueOrDefault(member.Id), (long)member.Known!.Rows);
            if (has == rows)
            {
                await CommitOursAsync([member], cancellationToken);
                await protocol.Staging.TidyAsync(member.Id);
            }
            else if (has == 0)
            {
                BeginAnew([member]);
            }
            else if (Intent.Staging.Length > 0 && has < rows && has % (long)Intent.ChunkRows == 0)
            {
                // Chunks are published in order.
                var found = await new FooterCheck(protocol).ReadAsync(ours, cancellationToken);
                await ResumeAsync(found.Unchanged.Count > 0, columnsOf, has, cancellationToken);
            }
            else
            {
                await protocol.Notes.DoubtAsync([member], _ => $"{scope.Target.Name} has {has} of its {rows} rows", cancellationToken);
            }
        }
    }

    private async Task ResumeAsync(
        bool isReadable, ColumnsOf columnsOf, long published, CancellationToken cancellationToken)
    {
        var member = ours[0];
        var intent = new InsertIntent(Intent.BatchId, Intent.BlockNumbers, scope.Deadline, Intent.Staging, (long)Intent.ChunkRows);
        var staged = await protocol.Staging.ColumnsAsync(protocol.Staging.Named(Intent.Staging), cancellationToken);
        if (staged is not null)
        {
            // What is staged is all of it; the object itself is not needed any more.
            await new StagedLoad(protocol, scope, staged.Value).ResumeAsync(member, intent, published, cancellationToken);
        }
        else if (!isReadable)
        {
            await protocol.Notes.DoubtAsync(
                [member], _ => "it was being published, its staging table is gone, and it was overwritten or deleted since", cancellationToken);
        }
        else if (await columnsOf(member, cancellationToken) is { } columns)
        {
            await new StagedLoad(protocol, scope, columns).ResumeAsync(member, intent, published, cancellationToken);
        }
    }

    private Task WithoutProvenanceAsync(CancellationToken cancellationToken) =>
        protocol.Notes.DoubtAsync(ours, _ => $"its insert was intended too many inserts ago for ClickHouse to remember; {NoProvenance}", cancellationToken);

    private string NoProvenance => $"{scope.Target.Name} has no column {scope.Settings.Loading.ProvenanceColumn} to tell by";

    private void Wait()
    {
        foreach (var member in ours)
        {
            member.Fail(new LoadOutcome.RetryLater(
                new Failure(ErrorKind.Database, ErrorCode.E005, "an earlier insert of the object may still be running"), scope.Settings.Topology.MessageTimeout));
        }
    }

    private void ShareOutcome(Member refused)
    {
        foreach (var member in ours.Where(member => member.IsOpen))
        {
            member.Fail(refused.Outcome!);
        }
    }

    private Task CommitOursAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken) =>
        protocol.Notes.CommitAsync(members, _ => new LoadOutcome.AlreadyLoaded(), cancellationToken);

    private bool WasLoadedInThisBatch(Member member) =>
        member.Known is { State: LoadState.Loaded or LoadState.Unloaded or LoadState.Replaced } known && known.BatchId == Intent.BatchId;

    // An intent outranks everything that comes before an insert: what replaced it was written by somebody who knew that nothing was inserted.
    private bool IsStillInThisBatch(Member member) => member.IsUnfinished && member.Known.BatchId == Intent.BatchId;

    private void BeginAnew(IEnumerable<Member> members)
    {
        foreach (var member in members)
        {
            member.ForgetIntent();
            Anew.Add(member);
        }
    }

    private static bool IsGone(Exception fault) =>
        FailureClassifier.Classify(fault).Kind is ErrorKind.Unknown or ErrorKind.Permission or ErrorKind.Format;
}
