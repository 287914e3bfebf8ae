using System.Collections.Immutable;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>Writes in the ledger where objects stand.</summary>
internal sealed class LedgerNotes(LoadLedger ledger, LoadSteps steps, AgentIdentity agent, TimeProvider time)
{
    /// <summary>An insert of these may begin from now on. Without it none does.</summary>
    public Task IntendAsync(IReadOnlyList<Member> members, InsertIntent intent, CancellationToken cancellationToken)
    {
        string[] keys = [.. members.Select(each => each.Key)];
        LoadId[] ids = [.. members.Select(each => each.Id)];
        return WriteAsync(LoadStep.Intend, members, member => IntentOf(member, intent) with { BatchKeys = keys, BatchMembers = ids }, cancellationToken);
    }

    /// <summary>The rows of these are in the table. Who else was in their batch matters to nobody any more, and would be written as often as there are members.</summary>
    public async Task CommitAsync(IReadOnlyList<Member> members, Func<Member, LoadOutcome> outcome, CancellationToken cancellationToken)
    {
        await WriteAsync(LoadStep.Commit, members, member => Entry(member, LoadState.Loaded) with { BatchKeys = [], BatchMembers = [], ErrorCode = "", ErrorKind = "", Reason = "" }, cancellationToken);
        foreach (var member in members)
        {
            member.End(outcome(member));
        }
    }

    /// <summary>The insert of these is not sent again: ClickHouse knows it and does not have all of their rows, or it has failed for one of them.</summary>
    /// <param name="members">The objects, unfinished.</param>
    /// <param name="deadline">Server time after which nobody begins to put rows in.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task SpendAsync(IReadOnlyList<Member> members, DateTime deadline, CancellationToken cancellationToken) =>
        WriteAsync(members, member => member.Known! with { IsSpent = true, Deadline = deadline }, cancellationToken);

    /// <summary>These have other content by now.</summary>
    public Task SupersedeAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken) =>
        SettleAsync(members, LoadState.Superseded, new LoadOutcome.Superseded(), cancellationToken);

    /// <summary>Another content of their keys stays.</summary>
    public Task SkipAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken) =>
        SettleAsync(members, LoadState.Skipped, new LoadOutcome.Skipped(), cancellationToken);

    /// <summary>Their rows were taken out for those of later content.</summary>
    public Task ReplaceAsync(IReadOnlyList<LedgerEntry> entries, CancellationToken cancellationToken) =>
        ledger.WriteAsync([.. entries.Select(entry => entry with { State = LoadState.Replaced })], cancellationToken);

    /// <summary>Nobody can tell whether the rows of these are in the table.</summary>
    public async Task DoubtAsync(IReadOnlyList<Member> members, Func<Member, string> evidence, CancellationToken cancellationToken)
    {
        string Reason(Member member) => $"it is in doubt whether the object is loaded: {evidence(member)}; look at the table and decide with 'sluice resolve'";
        await WriteAsync(members, member => Entry(member, LoadState.InDoubt) with { Reason = Reason(member) }, cancellationToken);
        foreach (var member in members)
        {
            member.End(new LoadOutcome.DeadLetter(new Failure(ErrorKind.Unknown, Reason(member)), TimeSpan.Zero));
        }
    }

    /// <summary>Why the attempts of these failed, or were given up.</summary>
    public Task FailAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken) => WriteAsync(members, Failed, cancellationToken);

    private async Task SettleAsync(IReadOnlyList<Member> members, LoadState state, LoadOutcome outcome, CancellationToken cancellationToken)
    {
        await WriteAsync(members, member => Entry(member, state), cancellationToken);
        foreach (var member in members)
        {
            member.End(outcome);
        }
    }

    private LedgerEntry IntentOf(Member member, InsertIntent intent) => Entry(member, LoadState.Intended) with
    {
        BatchId = intent.BatchId,
        BlockNumbers = intent.BlockNumbers,
        ServerVersion = intent.ServerVersion,
        Provenance = intent.Provenance,
        IntendedAt = intent.IntendedAt,
        Deadline = intent.Deadline,
        Staging = intent.Staging,
        ChunkRows = (ulong)intent.ChunkRows,
        IsSpent = intent.IsLast,
        Ranges = RangesOf(member, intent),
        ErrorCode = "",
        ErrorKind = "",
        Reason = "",
        DeadLetters = [],
    };

    private static Failure FailureOf(Member member) => member.Outcome?.FailureOrNone ?? new Failure(ErrorKind.Unknown, "the agent gave the attempt up");

    private static ContentRanges RangesOf(Member member, InsertIntent intent) => intent.ExactColumns is { } columns && member.Footer is { } footer
        ? ContentRanges.Of(footer, columns)
        : member.Known?.Ranges ?? default;

    private LedgerEntry Failed(Member member)
    {
        // What was intended stays intended: that this attempt failed does not say that nothing was written.
        var entry = member.IsUnfinished
            ? member.Known
            : Entry(member, member.Outcome is LoadOutcome.DeadLetter ? LoadState.DeadLettered : LoadState.Failed);
        var failure = FailureOf(member);
        return entry with
        {
            ErrorCode = failure.Label,
            ErrorKind = failure.Kind.ToString(),
            Reason = failure.Reason,
            DeadLetters = member.Outcome is LoadOutcome.DeadLetter ? [.. entry.DeadLetters.Concat(member.Requests.Select(request => request.Delivery.MessageId)).Distinct()] : entry.DeadLetters,
            FirstFailedAt = entry.FirstFailedAt ?? time.GetUtcNow().UtcDateTime,
        };
    }

    private Task WriteAsync(LoadStep step, IReadOnlyList<Member> members, Func<Member, LedgerEntry> entry, CancellationToken cancellationToken) =>
        steps.RunAsync(step, members, () => WriteAsync(members, entry, cancellationToken));

    private async Task WriteAsync(IReadOnlyList<Member> members, Func<Member, LedgerEntry> entry, CancellationToken cancellationToken)
    {
        if (members.Count == 0)
        {
            return;
        }

        var entries = members.Select(entry).ToImmutableArray();
        await ledger.WriteAsync(entries, cancellationToken);
        foreach (var (member, written) in members.Zip(entries))
        {
            member.Known = written;
        }
    }

    private LedgerEntry Entry(Member member, LoadState state) => member.Requests is [var request, ..]
        ? new LedgerEntry
        {
            LoadId = member.Id,
            BatchId = member.Known?.BatchId ?? "",
            BatchKeys = member.Known?.BatchKeys ?? [],
            BatchMembers = member.Known?.BatchMembers ?? [],
            Staging = member.Known?.Staging ?? "",
            Provenance = member.Known?.Provenance ?? "",
            Ranges = member.Known?.Ranges ?? default,
            Bucket = request.Bucket,
            Key = member.Key,
            ETag = member.ETag,
            VersionId = request.VersionId ?? "",
            Sequencer = request.Sequencer ?? member.Known?.Sequencer ?? "",
            Domain = request.Domain.Name,
            Database = request.Domain.Database,
            Table = request.TableName,
            Partition = request.Partition,
            FileSize = (ulong)(request.FileSize ?? 0),
            CorrelationId = request.CorrelationId,
            State = state,
            Rows = (ulong?)member.Footer?.Rows ?? member.Known?.Rows ?? 0,
            Generation = GenerationOf(member.Known),
            DeadLetters = IsNewStart(member.Known) ? [] : member.Known?.DeadLetters ?? [],
            FirstFailedAt = IsNewStart(member.Known) ? null : member.Known?.FirstFailedAt,
            Renewals = RenewalsOf(member.Known),
            Attempt = (uint)request.Delivery.ReceiveCount,
            Agent = agent.Name,
            EventTime = request.EventTime?.UtcDateTime,
            ReceivedAt = request.Delivery.ReceivedAt.UtcDateTime,
        }
        : member.Known! with { State = state, Rows = (ulong?)member.Footer?.Rows ?? member.Known.Rows };

    /// <summary>How often its token was renewed, when the next insert of it is planned.</summary>
    public static ushort RenewalsOf(LedgerEntry? known) => known switch
    {
        null => 0,
        { State: LoadState.Unloaded or LoadState.Replaced } => (ushort)(known.Renewals + 1),
        _ => known.Renewals,
    };

    // A dead letter that comes back was redriven by somebody, superseded content may have been uploaded again, and so on: they begin anew.
    private static bool IsNewStart(LedgerEntry? known) =>
        known is { State: LoadState.DeadLettered or LoadState.Superseded or LoadState.Skipped or LoadState.Unloaded or LoadState.Replaced };

    private static ushort GenerationOf(LedgerEntry? known) => (ushort)((known?.Generation ?? 0) + (IsNewStart(known) ? 1 : 0));
}
