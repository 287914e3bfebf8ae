using System.Collections.Immutable;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>
/// One attempt at one object by the exactly-once protocol: ask, gate, intend, insert, verify, commit. A crash after any step leaves the ledger
/// in a state from which the next delivery goes on.
/// </summary>
internal sealed class ObjectLoad(LoadProtocol protocol, LoadRequest request)
{
    private const int ThrowIfCode = 395;

    private LoadId _id;
    private LedgerEntry? _known;
    private DateTime _serverTime;
    private ObjectFooter? _footer;

    private SluiceSettings Settings => protocol.Settings;

    /// <summary>Loads the object, or says why not.</summary>
    /// <exception cref="Exception">Whatever ClickHouse or the network did; the classifier knows what it means.</exception>
    public async Task<LoadOutcome> RunAsync(CancellationToken cancellationToken)
    {
        if (request.ETag is { } announced && await AskAsync(announced, cancellationToken) is { } known)
        {
            return known;
        }

        _footer = await protocol.Footers.ReadAsync(request, cancellationToken);
        if (request.ETag is { } expected && _footer.ETag != expected)
        {
            return await SupersedeAsync(cancellationToken);
        }

        // A message that names no entity tag is about whatever is there now.
        return (request.ETag is null ? await AskAsync(_footer.ETag, cancellationToken) : null) ?? await GateAsync(_footer, cancellationToken);
    }

    /// <summary>Notes in the ledger why the attempt failed, as far as the object's identity is known.</summary>
    /// <param name="failure">What happened.</param>
    /// <param name="comesBack">Whether the message is delivered again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task NoteFailureAsync(Failure failure, bool comesBack, CancellationToken cancellationToken)
    {
        if (_id.Value is not null)
        {
            // What was intended stays intended: that this attempt failed does not say that nothing was written.
            var entry = _known is { State: LoadState.Intended } ? _known : NewEntry() with { State = comesBack ? LoadState.Failed : LoadState.DeadLettered };
            await WriteAsync(entry with { ErrorCode = failure.Label, Reason = failure.Reason }, cancellationToken);
        }
    }

    /// <summary>Step 1. An outcome when the ledger's answer ends the matter.</summary>
    private async Task<LoadOutcome?> AskAsync(string etag, CancellationToken cancellationToken)
    {
        _id = LoadId.Of(request.Bucket, request.Key, etag);
        var answer = await protocol.Ledger.AskAsync([new ObjectVersion(request.Key, _id)], cancellationToken);
        (_known, _serverTime) = (answer.Find(_id), answer.ServerTime);
        return _known?.State switch
        {
            LoadState.Loaded => new LoadOutcome.AlreadyLoaded(),
            LoadState.InDoubt => new LoadOutcome.DeadLetter(new Failure(ErrorKind.Unknown, null, _known.Reason)),
            _ => null,
        };
    }

    /// <summary>Step 2. Does the table take the object, and does it take it once?</summary>
    private async Task<LoadOutcome> GateAsync(ObjectFooter footer, CancellationToken cancellationToken)
    {
        var name = new TableName(request.Domain.Database, request.TableName);
        if (await protocol.Targets.FindAsync(name, cancellationToken) is not { } target)
        {
            return Refuse(name, $"table {name} does not exist, or the agent's user may not see it");
        }

        if (Settings.Loading.For(name.Database, name.Name).Delivery == DeliveryGuarantee.ExactlyOnce && MissingWindow(target) is { } missing)
        {
            return Refuse(name, missing);
        }

        var verdict = await protocol.Contract.JudgeAsync(request, target, cancellationToken);
        if (!verdict.IsAccepted)
        {
            return Refuse(name, Explain(verdict, FindingSeverity.Refusal));
        }

        if (Explain(verdict, FindingSeverity.Warning) is { Length: > 0 } warnings)
        {
            PipelineLog.ContractWarning(protocol.Logger, $"s3://{request.Bucket}/{request.Key}", warnings, request.CorrelationId);
        }

        await protocol.Contract.EvolveAsync(target, verdict, cancellationToken);
        ImmutableArray<string> columns = [.. verdict.Mapping.Where(column => column.Origin is ColumnOrigin.File or ColumnOrigin.HiveKey).Select(column => column.Column)];
        return _known is { State: LoadState.Intended }
            ? await RecoverAsync(_known, footer, target, columns, cancellationToken)
            : await InsertAsync(footer, target, columns, await protocol.Targets.BlockNumbersAsync(target, cancellationToken), cancellationToken);
    }

    private static string Explain(ContractVerdict verdict, FindingSeverity severity) =>
        string.Join("; ", verdict.Findings.Where(finding => finding.Severity == severity).Select(finding => finding.Explanation.TrimEnd('.')));

    /// <summary>An insert was intended before, and nobody knows how it ended.</summary>
    private async Task<LoadOutcome> RecoverAsync(
        LedgerEntry intent, ObjectFooter footer, TargetTable target, ImmutableArray<string> columns, CancellationToken cancellationToken)
    {
        var blockNumbers = await protocol.Targets.BlockNumbersAsync(target, cancellationToken);
        return RecoveryRule.Decide(intent, target, blockNumbers, _serverTime, Settings.Topology.MessageTimeout) switch
        {
            // With the first intent's numbers: writing newer ones would make the window look younger than it is.
            Recovery.Repeat => await InsertAsync(footer, target, columns, intent.BlockNumbers, cancellationToken),
            Recovery.Wait => new LoadOutcome.RetryLater(
                new Failure(ErrorKind.Database, ErrorCode.E005, "an earlier insert of the object may still be running"), Settings.Topology.MessageTimeout),
            _ => await CountAsync(footer, target, columns, blockNumbers, cancellationToken),
        };
    }

    /// <summary>The windows have moved on: the rows themselves must say whether the intended insert happened.</summary>
    private async Task<LoadOutcome> CountAsync(
        ObjectFooter footer,
        TargetTable target,
        ImmutableArray<string> columns,
        IReadOnlyDictionary<string, long> blockNumbers,
        CancellationToken cancellationToken)
    {
        if (!target.Has(Settings.Loading.ProvenanceColumn))
        {
            return await DoubtAsync($"{target.Name} has no column {Settings.Loading.ProvenanceColumn} to tell by", cancellationToken);
        }

        var found = await protocol.Rows.CountAsync(target.Name, _id, cancellationToken);
        if (found == 0)
        {
            return await InsertAsync(footer, target, columns, blockNumbers, cancellationToken);
        }

        return found == footer.Rows
            ? await CommitAsync(footer, new LoadOutcome.AlreadyLoaded(), cancellationToken)
            : await DoubtAsync($"{target.Name} has {found} of its {footer.Rows} rows", cancellationToken);
    }

    /// <summary>Steps 3 to 6: intend, insert, verify, commit.</summary>
    private async Task<LoadOutcome> InsertAsync(
        ObjectFooter footer,
        TargetTable target,
        ImmutableArray<string> columns,
        IReadOnlyDictionary<string, long> blockNumbers,
        CancellationToken cancellationToken)
    {
        var intent = NewEntry() with
        {
            State = LoadState.Intended,
            BlockNumbers = blockNumbers,
            Deadline = _serverTime + Settings.Topology.MessageTimeout,
            Rows = (ulong)footer.Rows,
        };
        await WriteAsync(intent, cancellationToken);

        var provenance = target.Has(Settings.Loading.ProvenanceColumn) ? (Settings.Loading.ProvenanceColumn, _id.Value) : ((string, string)?)null;
        var plan = new InsertPlan(request, target.Name, columns, intent.BatchId, footer.ETag, intent.Deadline, provenance);
        try
        {
            var stats = await protocol.Inserter.InsertAsync(plan, cancellationToken);
            return IsWhole(stats, footer, target)
                ? await CommitAsync(footer, new LoadOutcome.Loaded(footer.Rows), cancellationToken)
                : await DoubtAsync(
                    $"its footer promises {footer.Rows} rows, and ClickHouse read {stats.ReadRows} and wrote {stats.WrittenRows}", cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ThrowIfCode && e.Message.Contains(ObjectInserter.OverwrittenMessage, StringComparison.Ordinal))
        {
            return await SupersedeAsync(cancellationToken);
        }
        catch (ClickHouseServerException)
        {
            protocol.Targets.Forget(target.Name);
            throw;
        }
    }

    /// <summary>Materialized views read the rows again and write rows of their own, which the server adds to its figures.</summary>
    private static bool IsWhole(QueryStats stats, ObjectFooter footer, TargetTable target) => target.Written.Length == 1
        ? stats.ReadRows == footer.Rows && stats.WrittenRows == footer.Rows
        : stats.ReadRows >= footer.Rows && stats.WrittenRows >= footer.Rows;

    private async Task<LoadOutcome> CommitAsync(ObjectFooter footer, LoadOutcome outcome, CancellationToken cancellationToken)
    {
        await WriteAsync(NewEntry() with { State = LoadState.Loaded, Rows = (ulong)footer.Rows }, cancellationToken);
        return outcome;
    }

    private async Task<LoadOutcome> SupersedeAsync(CancellationToken cancellationToken)
    {
        await WriteAsync(NewEntry() with { State = LoadState.Superseded }, cancellationToken);
        return new LoadOutcome.Superseded();
    }

    private async Task<LoadOutcome> DoubtAsync(string evidence, CancellationToken cancellationToken)
    {
        var failure = new Failure(ErrorKind.Unknown, null, $"it is in doubt whether the object is loaded: {evidence}");
        await WriteAsync(NewEntry() with { State = LoadState.InDoubt, Reason = failure.Reason }, cancellationToken);
        return new LoadOutcome.DeadLetter(failure);
    }

    private LoadOutcome.DeadLetter Refuse(TableName table, string reason)
    {
        // Somebody may have mended the table a moment ago: the next delivery looks again.
        protocol.Targets.Forget(table);
        return new(new Failure(ErrorKind.Schema, ErrorCode.E003, reason));
    }

    private static string? MissingWindow(TargetTable target)
    {
        if (target.Unseen is [var view, ..])
        {
            return $"{target.Name} feeds {view}, which the agent's user may not see whole, so that nobody knows whether it would count a repeated insert twice: grant SHOW TABLES on it and on the table that it writes to";
        }

        return target.WithoutWindow.ToList() is [var first, ..]
            ? $"{first} has no deduplication window and would take a repeated insert twice: ALTER TABLE {first.Quoted} MODIFY SETTING non_replicated_deduplication_window = 1000"
            : null;
    }

    private async Task WriteAsync(LedgerEntry entry, CancellationToken cancellationToken)
    {
        await protocol.Ledger.WriteAsync(entry, cancellationToken);
        _known = entry;
    }

    private LedgerEntry NewEntry() => new()
    {
        LoadId = _id,
        BatchId = LoadId.BatchOf([_id]),
        BatchKeys = [request.Key],
        Bucket = request.Bucket,
        Key = request.Key,
        ETag = request.ETag ?? _footer?.ETag ?? "",
        VersionId = request.VersionId ?? "",
        Sequencer = request.Sequencer ?? "",
        Domain = request.Domain.Name,
        Database = request.Domain.Database,
        Table = request.TableName,
        Partition = request.Partition,
        FileSize = (ulong)(request.FileSize ?? 0),
        CorrelationId = request.CorrelationId,
        State = LoadState.Failed,

        // A dead letter that comes back was redriven by somebody, and content that was superseded may have been uploaded again: they begin anew.
        Generation = _known is { State: LoadState.DeadLettered or LoadState.Superseded } ? (ushort)(_known.Generation + 1) : _known?.Generation ?? 0,
        Attempt = (uint)request.Delivery.ReceiveCount,
        Agent = protocol.Agent.Name,
        EventTime = request.EventTime?.UtcDateTime,
        ReceivedAt = request.Delivery.ReceivedAt.UtcDateTime,
    };
}
