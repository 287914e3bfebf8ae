using System.Collections.Immutable;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.Contract;

namespace Sluice.Loading;

/// <summary>
/// Decides by the rows in the target how an unfinished insert ended. A token cannot: ClickHouse writes down that it knows a block before it commits
/// the part, so that a server that is killed in between drops the insert ever after, and says that all is well.
/// </summary>
/// <param name="protocol">The parts.</param>
/// <param name="scope">The attempt.</param>
/// <param name="intent">What was intended, as the attempt found it.</param>
/// <param name="ours">Members whose messages this attempt has.</param>
/// <param name="all">All members of the batch.</param>
internal sealed class UnfinishedRows(
    LoadProtocol protocol, LoadScope scope, LedgerEntry intent, IReadOnlyList<Member> ours, IReadOnlyList<Member> all)
{
    // Each of them is read.
    private const int MostSuspects = 8;

    private static readonly Failure _mayStillRun = new(ErrorKind.Database, "an earlier insert of the object may still be running", Sink.Table);

    /// <summary>Members that are certain not to be in the table.</summary>
    public List<Member> Void { get; } = [];

    private bool HasProvenance => scope.Provenance is { } column && intent.Provenance == column;

    private bool HasViews => scope.Target.Written.Length > 1;

    /// <summary>No insert of the batch can be running any more, but one of this attempt.</summary>
    private bool IsOver => scope.ServerTime > intent.Deadline + scope.Settings.Topology.MessageTimeout;

    /// <summary>No server was killed between record and part: it has run since before the first insert.</summary>
    private bool IsTokenTrue => scope.ServerStarted <= intent.IntendedAt;

    /// <summary>A view's rows may be committed without the target's, and only the token, which is too old to be sent again, would have told.</summary>
    private bool MayViewsHaveIt => HasViews && !intent.IsSpent && !IsTokenTrue && scope.Rules.Delivery == DeliveryGuarantee.ExactlyOnce
        && scope.Target.Written.Skip(1).Any(table => !scope.Target.BlockKeysOf(table).All(WasUntouched));

    private bool WasUntouched(string table) =>
        intent.BlockNumbers.TryGetValue(table, out var before) && scope.BlockNumbers.TryGetValue(table, out var now) && now == before;

    /// <summary>Rows of each of these can be told apart; or they are there together or not at all.</summary>
    private IEnumerable<IReadOnlyList<Member>> Units => HasProvenance ? all.Select(member => (IReadOnlyList<Member>)[member]) : [all];

    /// <summary>After the insert was sent again, and the server said that all of it is in.</summary>
    /// <param name="columns">Columns that it fills.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task AfterRepeatAsync(ImmutableArray<ColumnMapping> columns, CancellationToken cancellationToken)
    {
        if (scope.Target.Written[0].IsReplicated)
        {
            // Record and part are committed together there, and another replica may be asked, which does not have them yet.
            await CommitAsync(all, member => new LoadOutcome.Loaded((long)member.Known!.Rows), cancellationToken);
            return;
        }

        var missing = new List<(IReadOnlyList<Member> Unit, Presence Presence)>();
        foreach (var unit in Units)
        {
            var presence = await LookAsync(unit, columns, cancellationToken);
            if (await DoubtAfterRepeatAsync(unit, presence, columns, cancellationToken) is { } doubt)
            {
                await DoubtAsync(unit, doubt, cancellationToken);
            }
            else if (presence.IsIncomplete)
            {
                missing.Add((unit, presence));
            }
            else
            {
                await CommitAsync(unit, member => new LoadOutcome.Loaded((long)member.Known!.Rows), cancellationToken);
            }
        }

        if (missing.Count > 0)
        {
            // This attempt's insert has ended, so that the deadline of those before is what there is to wait for.
            await protocol.Notes.SpendAsync([.. missing.SelectMany(each => each.Unit)], intent.Deadline, cancellationToken);
            await WithoutTokenAsync(missing, columns, cancellationToken);
        }
    }

    /// <summary>Without sending the insert again.</summary>
    /// <param name="columns">Columns that it fills; empty where rows are counted by provenance alone.</param>
    /// <param name="resume">Publishes the rest of a staged object of which so many rows are in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task LookAsync(ImmutableArray<ColumnMapping> columns, Func<long, Task> resume, CancellationToken cancellationToken)
    {
        if (!IsOver)
        {
            Wait();
            return;
        }

        if (intent.IsSpent)
        {
            // Whoever put rows in before and slept can attach nothing from now on, and what is being attached is, before anybody counts.
            foreach (var member in all)
            {
                await protocol.Staging.DropOthersAsync(member.Id, member.Known!.Staging, cancellationToken);
            }
        }

        foreach (var unit in Units.Where(unit => unit.Any(ours.Contains)))
        {
            var presence = await LookAsync(unit, columns, cancellationToken);
            if (await DoubtAsync(unit, presence, columns, cancellationToken) is { } doubt)
            {
                await DoubtAsync(unit, doubt, cancellationToken);
            }
            else if (presence.IsWhole)
            {
                await CommitAsync(unit, _ => new LoadOutcome.AlreadyLoaded(), cancellationToken);
            }
            else if (presence.IsNone || intent.IsSpent || IsTornOverShards(presence))
            {
                await WithoutTokenAsync([(unit, presence)], columns, cancellationToken);
            }
            else
            {
                await resume(presence.Found);
            }
        }
    }

    private async Task<Presence> LookAsync(IReadOnlyList<Member> unit, ImmutableArray<ColumnMapping> columns, CancellationToken cancellationToken)
    {
        if (!HasProvenance)
        {
            var content = await new ContentCheck(protocol, scope, intent, columns).LookAsync(unit, cancellationToken);
            return scope.Target.Written[0].KeepsRows || content.IsWhole || content.Unknown is not null ? content : Inexact(content.Found, content.Expected);
        }

        var rows = (long)unit[0].Known!.Rows;
        var has = await protocol.Rows.CountAsync(scope.Target.Name, unit[0].Id, cancellationToken);
        return scope.Target.Written[0].KeepsRows || has == rows ? new Presence(rows, Math.Min(has, rows), Math.Max(0, has - rows)) : Inexact(has, rows);
    }

    private Presence Inexact(long has, long rows) =>
        Presence.Unclear($"{scope.Target.Name} has {has} of its {rows} rows, and merges or a TTL may have taken the others");

    private async Task<string?> DoubtAfterRepeatAsync(
        IReadOnlyList<Member> unit, Presence presence, ImmutableArray<ColumnMapping> columns, CancellationToken cancellationToken) => presence switch
    {
        { ByContent: false, Unknown: null, Extra: > 0 } when scope.Rules.Delivery == DeliveryGuarantee.ExactlyOnce => TooMany(presence),
        _ when IsTokenTrue && !presence.IsIncomplete => null,
        { Unknown: { } why } => $"{why}, and ClickHouse was started again since the insert was intended: a server that is killed may remember an insert whose rows it does not have",
        { IsWhole: true } => await TwinAsync(unit, presence, columns, cancellationToken),
        { IsIncomplete: true } => null,
        { Found: var found, Expected: var expected } when found == expected && scope.Rules.Delivery == DeliveryGuarantee.AtLeastOnce => null,
        _ => TooMany(presence),
    };

    private async Task<string?> DoubtAsync(
        IReadOnlyList<Member> unit, Presence presence, ImmutableArray<ColumnMapping> columns, CancellationToken cancellationToken) => presence switch
    {
        { Unknown: { } why } => why,

        // Where it is spent, the views have had the repeated insert.
        { IsNone: false } when HasViews && !intent.IsSpent =>
            $"{Has(presence)}, and nobody can tell whether {scope.Target.Written[1].Name}, behind a materialized view, has them too",
        { IsWhole: true } => await TwinAsync(unit, presence, columns, cancellationToken),
        { IsNone: true } when MayViewsHaveIt =>
            $"{Has(presence)}, and {scope.Target.Written[1].Name}, behind a materialized view, may have them: ClickHouse was started again since the insert was intended, and may have been killed half-way",
        { IsNone: true } => null,
        { IsIncomplete: true } when intent.IsSpent || IsWholeChunks(presence.Found) || IsTornOverShards(presence) => null,
        { IsIncomplete: true } => Has(presence),
        _ => TooMany(presence),
    };

    // Chunks are published in order.
    private bool IsWholeChunks(long found) => HasProvenance && intent.Staging.Length > 0 && found % (long)intent.ChunkRows == 0;

    // One shard has its rows, and another has not: nothing has to be wrong for that but that one of them was away.
    private bool IsTornOverShards(Presence presence) =>
        scope.Target.Distribution is not null && !HasViews && HasProvenance && presence.IsIncomplete && !presence.IsNone && !IsWholeChunks(presence.Found);

    private string Has(Presence presence) => $"{scope.Target.Name} has {presence.Found} of its {presence.Expected} rows";

    private string TooMany(Presence presence) => presence.IsTorn
        ? $"{Has(presence)}, and of rows that are equal some and not all"
        : $"{Has(presence)}, and {presence.Extra} of them more than once";

    /// <summary>Content does not tell which of two objects with equal rows is there.</summary>
    private async Task<string?> TwinAsync(
        IReadOnlyList<Member> unit, Presence presence, ImmutableArray<ColumnMapping> columns, CancellationToken cancellationToken)
    {
        if (!presence.ByContent || presence.Expected == 0)
        {
            return null;
        }

        var suspects = await protocol.Twins.FindAsync(intent, [.. unit.Select(member => member.Known!)], MostSuspects + 1, cancellationToken);
        var twin = suspects.Count switch
        {
            0 => null,
            > MostSuspects => suspects[0],
            _ => await new ContentCheck(protocol, scope, intent, columns).TwinAsync(unit, suspects, cancellationToken),
        };
        return twin is null
            ? null
            : $"{Has(presence)} by their content, and {twin.Key}, of as many rows, may be where they come from; {NoProvenance}";
    }

    private string NoProvenance => $"{scope.Target.Name} had no column {scope.Settings.Loading.ProvenanceColumn} to tell by";

    /// <summary>Rows are missing, and the token is no way to get them in.</summary>
    private async Task WithoutTokenAsync(
        IEnumerable<(IReadOnlyList<Member> Unit, Presence Presence)> missing, ImmutableArray<ColumnMapping> columns, CancellationToken cancellationToken)
    {
        if (!IsOver)
        {
            Wait();
            return;
        }

        foreach (var (unit, presence) in missing.Where(each => each.Unit.Any(ours.Contains)))
        {
            // Views may have had the insert that the target dropped: another token would give them the rows again.
            if (presence.IsNone && !(HasViews && unit[0].Known!.IsSpent))
            {
                Void.AddRange(unit.Where(ours.Contains));
            }
            else
            {
                await CompleteAsync(unit, presence, columns, cancellationToken);
            }
        }
    }

    private async Task CompleteAsync(
        IReadOnlyList<Member> unit, Presence before, ImmutableArray<ColumnMapping> columns, CancellationToken cancellationToken)
    {
        if (scope.Target.Written[0].Engine != "MergeTree" || (scope.Target.Distribution is not null && HasViews))
        {
            await DoubtAsync(unit, Has(before), cancellationToken);
            return;
        }

        await protocol.Notes.SpendAsync(unit, scope.Deadline, cancellationToken);
        var presence = await new ContentCheck(protocol, scope, intent, columns).CompleteAsync(unit, cancellationToken);
        if (presence.IsWhole)
        {
            await CommitAsync(unit, member => new LoadOutcome.Loaded((long)member.Known!.Rows), cancellationToken);
        }
        else
        {
            await DoubtAsync(unit, presence.Unknown is { } why ? $"{Has(before)}, and {why}" : TooMany(presence), cancellationToken);
        }
    }

    private async Task CommitAsync(IReadOnlyList<Member> unit, Func<Member, LoadOutcome> outcome, CancellationToken cancellationToken)
    {
        await protocol.Notes.CommitAsync(unit, outcome, cancellationToken);
        foreach (var member in unit.Where(_ => intent.Staging.Length > 0 || intent.IsSpent))
        {
            await protocol.Staging.TidyAsync(member.Id);
        }
    }

    private Task DoubtAsync(IReadOnlyList<Member> unit, string evidence, CancellationToken cancellationToken) =>
        protocol.Notes.DoubtAsync(unit, _ => evidence, cancellationToken);

    /// <summary>In hand, since it is no failure of the object that would cost it an attempt. The ledger keeps the failure that led here.</summary>
    public void Wait()
    {
        foreach (var member in ours.Where(member => member.IsOpen))
        {
            var outcome = FailedLoad.Decide(_mayStillRun, wasUnderWay: false, member, protocol);
            outcome = member.Known!.IsSpent || outcome is LoadOutcome.DeadLetter ? new LoadOutcome.Held(_mayStillRun) : outcome;
            if (member.Known.Reason.Length > 0 && outcome is LoadOutcome.Held)
            {
                member.End(outcome);
            }
            else
            {
                member.Fail(outcome);
            }
        }
    }
}
