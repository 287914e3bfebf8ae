using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;

namespace Sluice.Loading;

/// <summary>
/// Step 1 of an attempt: claims the objects, asks the ledger for them and settles those of which it knows enough. Of two attempts that have the same object only one goes on.
/// </summary>
/// <param name="protocol">The parts.</param>
/// <param name="attempts">The attempts of this process.</param>
/// <param name="attemptId">This attempt.</param>
/// <param name="rules">How the objects' table is loaded.</param>
internal sealed class AttemptClaims(LoadProtocol protocol, RunningAttempts attempts, string attemptId, TableRules rules)
{
    /// <summary>Why an object waits that another attempt has.</summary>
    public static readonly Failure Taken = new(ErrorKind.Database, "another delivery of the object is being loaded", Sink.Table);

    private readonly List<LoadClaim> _batches = [];

    private TimeSpan Lifetime => protocol.Settings.Topology.MessageTimeout;

    /// <exception cref="LedgerException">Nothing is known, and nothing may be loaded.</exception>
    public async Task<LedgerAnswer> AskAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        var claims = members.Select(ClaimOf).ToList();
        await protocol.Ledger.ClaimAsync(claims, attemptId, Lifetime, cancellationToken);
        var answer = await protocol.Ledger.AskAsync(
            [.. members.Select(member => new ObjectVersion(member.Key, member.Id))], claims, attemptId, cancellationToken);
        foreach (var member in members)
        {
            member.Known = answer.Find(member.Id);
            member.Others = [.. answer.OthersOf(member.Key, member.Id)];
            if (OutcomeByLedger(member) is { } outcome)
            {
                member.End(outcome);
            }
            else if (IsTaken(member, answer))
            {
                Wait(member);
            }
        }

        return answer;
    }

    /// <summary>Members of an unfinished batch that are not in hand here; null when another attempt, with the message of one of those, is at the batch.</summary>
    public async Task<IReadOnlyList<Member>?> OthersOfBatchAsync(IReadOnlyList<Member> ours, CancellationToken cancellationToken)
    {
        var intent = ours[0].Known!;
        var versions = intent.BatchKeys.Zip(intent.BatchMembers, (key, id) => new ObjectVersion(key, id))
            .Where(version => ours.All(member => member.Id != version.Id)).ToList();
        if (versions.Count == 0)
        {
            return [];
        }

        var claim = LoadClaim.OfBatch(intent.BatchId);
        _batches.Add(claim);
        await protocol.Ledger.ClaimAsync([claim], attemptId, Lifetime, cancellationToken);
        var answer = await protocol.Ledger.AskAsync(versions, [claim], attemptId, cancellationToken);
        if (answer.Claims.All(held => attempts.HasEnded(held.AttemptId)))
        {
            return [.. versions.Select(version => answer.Find(version.Id)).OfType<LedgerEntry>().Select(Member.Of)];
        }

        foreach (var member in ours)
        {
            Wait(member);
        }

        return null;
    }

    /// <summary>Lets go what was claimed and what nothing that is written ends.</summary>
    public async Task ReleaseAsync(IEnumerable<Member> members, CancellationToken cancellationToken)
    {
        var left = members
            .Where(member => member.Outcome is LoadOutcome.RetryLater or LoadOutcome.Held or LoadOutcome.DeadLetter or LoadOutcome.Released)
            .Select(ClaimOf).Concat(_batches).ToList();
        if (left.Count > 0)
        {
            await protocol.Ledger.ReleaseAsync(left, attemptId, cancellationToken);
        }
    }

    private bool IsTaken(Member member, LedgerAnswer answer) =>
        answer.Claims.Any(claim => claim.Subject == ClaimOf(member).Subject && !attempts.HasEnded(claim.AttemptId));

    /// <summary>
    /// In hand, since a message has few deliveries; the claim of an agent that was killed ends with the message timeout. The ledger is told nothing, or it would seem that the
    /// other attempt has ended.
    /// </summary>
    private void Wait(Member member) => member.End(FailedLoad.Wait(Taken, member, protocol));

    private static LoadOutcome? OutcomeByLedger(Member member) => member.Known switch
    {
        { State: LoadState.Loaded } => new LoadOutcome.AlreadyLoaded(),
        { State: LoadState.InDoubt, Reason: var reason } => new LoadOutcome.DeadLetter(new Failure(ErrorKind.Unknown, reason), TimeSpan.Zero),
        { } known when member.Requests.All(request => known.DeadLetters.Contains(request.Delivery.MessageId)) => GivenUp(known),
        _ => null,
    };

    /// <summary>It is on its way to the dead-letter queue, and only comes by until the redrive policy takes it, or because the agent ended before it was deleted.</summary>
    private static LoadOutcome.DeadLetter GivenUp(LedgerEntry known) =>
        new(new Failure(Enum.TryParse<ErrorKind>(known.ErrorKind, out var kind) ? kind : ErrorKind.Unknown, known.Reason), TimeSpan.Zero);

    private LoadClaim ClaimOf(Member member) =>
        new(rules.OnOverwrite == OverwritePolicy.Append ? member.Id : LoadId.OfKey(protocol.Settings.Topology.Bucket, member.Key), member.Key);
}
