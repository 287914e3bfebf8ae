using System.Collections.Immutable;
using System.Text.RegularExpressions;
using ClickHouse.Driver;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>
/// Finds the rows of an unfinished insert in the target by what is in them. The objects are staged first, so that the conversion is the insert's own,
/// and compared from there.
/// </summary>
internal sealed partial class ContentCheck(LoadProtocol protocol, LoadScope scope, LedgerEntry intent, ImmutableArray<ColumnMapping> columns)
{
    /// <summary>What the target has of these.</summary>
    public Task<Presence> LookAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken) =>
        CompareAsync(members, (plan, token) => protocol.Matcher.MatchAsync(plan, token), cancellationToken);

    /// <summary>
    /// Puts what is missing of these into the target, and into it alone. No insert of them may be running any more, and the attempt's deadline is
    /// in the ledger.
    /// </summary>
    public Task<Presence> CompleteAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        var rest = protocol.Staging.NewName(members[0].Id);
        return CompareAsync(members, (plan, token) => FillAsync(plan, rest, token), cancellationToken);
    }

    /// <summary>Of objects that may have been inserted since, the first that has a row that is also one of these; or that cannot be read any more.</summary>
    public async Task<LedgerTwin?> TwinAsync(IReadOnlyList<Member> members, IEnumerable<LedgerTwin> suspects, CancellationToken cancellationToken)
    {
        LedgerTwin? suspect = null;
        async Task<RowMatch> CompareEachAsync(MatchPlan plan, CancellationToken token)
        {
            var match = new RowMatch(0, 0, 0, 0);
            foreach (var each in suspects)
            {
                suspect = each;
                var other = PlanOf(new InsertedObject(each.Key, each.ETag, each.Id), protocol.Staging.NewName(members[0].Id));
                await StageAsync([other], token);
                match = await protocol.Matcher.MatchAsync(plan with { Target = other.Staging, Provenance = null, AfterBlock = null }, token);
                if (match.Found > 0)
                {
                    break;
                }
            }

            return match;
        }

        var presence = await CompareAsync(members, CompareEachAsync, cancellationToken);
        return presence.IsNone ? null : suspect;
    }

    private async Task<RowMatch> FillAsync(MatchPlan plan, TableName rest, CancellationToken cancellationToken)
    {
        var match = await protocol.Matcher.MatchAsync(plan, cancellationToken);
        if (match.Torn > 0 || match.Extra > 0 || match.Found == match.Staged)
        {
            return match;
        }

        await protocol.Matcher.FillAsync(plan, rest, cancellationToken);
        return await protocol.Matcher.MatchAsync(plan, cancellationToken);
    }

    private async Task<Presence> CompareAsync(
        IReadOnlyList<Member> members, Func<MatchPlan, CancellationToken, Task<RowMatch>> compare, CancellationToken cancellationToken)
    {
        if (columns.FirstOrDefault(column => Unhashable().IsMatch(column.Type)) is { } column)
        {
            return Presence.Unclear($"rows with column {column.Column} of type {column.Type} cannot be told by their content");
        }

        if (columns.IsEmpty)
        {
            return Presence.Unclear("there is nothing to compare with, since the object was overwritten or deleted");
        }

        var isStaged = await IsStagedAsync(members, cancellationToken);
        var staging = isStaged ? protocol.Staging.Named(members[0].Known!.Staging) : protocol.Staging.NewName(members[0].Id);
        try
        {
            if (!isStaged)
            {
                await StageAsync([.. members.Select(member => PlanOf(new InsertedObject(member.Key, member.ETag, member.Id), staging))], cancellationToken);
            }

            var match = await compare(PlanOf(members, staging), cancellationToken);
            var expected = members.Sum(member => (long)member.Known!.Rows);
            return match.Staged == expected
                ? new Presence(expected, match.Found, match.Extra, match.Torn > 0, ByContent: true)
                : Presence.Unclear($"{match.Staged} of {expected} rows could be compared");
        }
        catch (ClickHouseServerException e) when (IsOfComparison(e))
        {
            return Presence.Unclear($"its rows could not be compared with those of {scope.Target.Name}: {FailureClassifier.Classify(e).Reason}");
        }
        finally
        {
            if (!isStaged)
            {
                await protocol.Staging.TidyAsync(members[0].Id);
            }
        }
    }

    /// <summary>Whether all of it is in a staging table already.</summary>
    private async Task<bool> IsStagedAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken) =>
        members is [{ Known: { Staging.Length: > 0 } known }]
        && await protocol.Staging.RowsAsync(protocol.Staging.Named(known.Staging), cancellationToken) == (long)known.Rows;

    private StagingPlan PlanOf(InsertedObject read, TableName staging) =>
        new(staging, columns, read, scope.Deadline, scope.Domain.MemoryBytes, scope.CorrelationId);

    private async Task StageAsync(IReadOnlyList<StagingPlan> plans, CancellationToken cancellationToken)
    {
        var hasDefaults = columns.Any(column => scope.Target.Columns.Any(own => own.Name == column.Column && own.DefaultExpression.Length > 0));
        await protocol.Staging.CreateAsync(plans[0], cancellationToken);
        foreach (var plan in plans)
        {
            await protocol.Inserter.StageAsync(plan, hasDefaults, cancellationToken);
        }
    }

    private MatchPlan PlanOf(IReadOnlyList<Member> members, TableName staging) => new(
        scope.Target.Name,
        [.. columns.Select(column => column.Column)],
        staging,
        scope.Provenance is { } column && intent.Provenance == column ? (column, members[0].Id.Value) : null,
        AfterBlock(),
        [.. scope.Target.Columns.Where(column => column.IsInKey && Ordered().IsMatch(column.Type)).Select(column => column.Name).Intersect(columns.Select(column => column.Column))],
        scope.Deadline,
        scope.Domain.MemoryBytes,
        MatchPlan.SlicesOf(members.Sum(member => (long)member.Known!.Rows), scope.Domain.MemoryBytes),
        scope.CorrelationId)
    {
        IsOverShards = scope.Target.Distribution is not null,
    };

    /// <summary>What was inserted since has higher numbers, where a table numbers its blocks as one and never began again.</summary>
    private long? AfterBlock()
    {
        var name = scope.Target.Name.ToString();
        return !scope.Target.Written[0].IsReplicated && intent.BlockNumbers.TryGetValue(name, out var before)
            && scope.BlockNumbers.TryGetValue(name, out var now) && now >= before ? before : null;
    }

    // The object is not what it was, the columns do not convert as they did, or it takes more memory than the domain has: none passes by itself.
    private static bool IsOfComparison(ClickHouseServerException exception) => InsertFault.IsOverwritten(exception)
        || FailureClassifier.IsMissingObject(exception)
        || FailureClassifier.Classify(exception).Kind is ErrorKind.Schema or ErrorKind.Memory or ErrorKind.Format or ErrorKind.Permission;

    // Of which each value is between the least and the greatest: no NULL, no NaN.
    [GeneratedRegex(@"^(U?Int\d+|Date(32)?|DateTime(64)?(\(.*)?|String|FixedString\(.*|LowCardinality\(String\)|Enum(8|16)\(.*|UUID|Decimal.*|Bool|IPv[46])$")]
    private static partial Regex Ordered();

    // What they look like in memory depends on how they came there.
    [GeneratedRegex(@"\b(JSON|Object|Dynamic|Variant|AggregateFunction|SimpleAggregateFunction)\b")]
    private static partial Regex Unhashable();
}
