using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Planning;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>Loads a batch within the message timeout and says of each request how it ended. Never throws.</summary>
internal sealed class Loader(LoadProtocol protocol, RunningAttempts attempts, QueryIds queries, ObjectTraces traces, AgentCredentials credentials, ILogger<Loader> logger)
{
    private static readonly TimeSpan _noteTimeout = TimeSpan.FromSeconds(10);

    // Of an agent that has to end, the message must go back meanwhile.
    private static readonly TimeSpan _lastNoteTimeout = TimeSpan.FromSeconds(2);

    /// <summary>Runs the batch through the protocol.</summary>
    /// <param name="batch">What to load.</param>
    /// <param name="giveUp">Set when the agent may not wait any longer.</param>
    public async Task<IReadOnlyList<LoadResult>> LoadAsync(LoadBatch batch, CancellationToken giveUp)
    {
        using var attempt = attempts.Begin();
        queries.Begin(attempt.Id);
        traces.BeginLoad(batch.Requests, attempt.Id);
        var begun = protocol.Time.GetUtcNow();
        var claims = new AttemptClaims(protocol, attempts, attempt.Id, protocol.Settings.Loading.For(batch.Domain.Database, batch.TableName));
        var load = new BatchLoad(protocol, claims, batch);
        using var timeout = new CancellationTokenSource(protocol.Settings.Topology.MessageTimeout, protocol.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, giveUp);
        Exception? thrown = null;
        try
        {
            await load.RunAsync(either.Token);
        }
#pragma warning disable CA1031 // The classifier has an answer for every exception, and a failure must reach the settlement
        catch (Exception e)
#pragma warning restore CA1031
        {
            thrown = e;
        }

        // Of a message without an entity tag the identity may not even be found out.
        var members = load.Members.Count > 0 ? load.Members : [.. batch.Requests.Select(request => Member.Of(request.ETag ?? "", [request]))];
        Member.FailOpen(members, member => Decide(thrown, member, giveUp));

        await SuspectCredentialsAsync(members, begun);
        using var noting = new CancellationTokenSource(giveUp.IsCancellationRequested ? _lastNoteTimeout : _noteTimeout, protocol.Time);
        await NoteAsync(members, noting.Token);
        await ReleaseAsync(claims, members, noting.Token);
        List<LoadResult> results = [.. members.SelectMany(member => ResultsOf(member, attempt.Id))];
        traces.EndLoad(results);
        return results;
    }

    /// <summary>S3 answers a HEAD without a word: only STS tells whether an object is forbidden, or the agent's credentials are not good any more.</summary>
    private async Task SuspectCredentialsAsync(IReadOnlyList<Member> members, DateTimeOffset begun)
    {
        var refused = members.Where(member => member.Outcome is LoadOutcome.DeadLetter { Failure: { Kind: ErrorKind.Permission, Sink: null } }).ToList();
        if (refused.Count == 0 || protocol.Settings.ClickHouse.S3Access != S3Access.Session)
        {
            return;
        }

        // Where STS cannot be asked, only this object waits: other objects tell whether they load.
        Sink? sink = await credentials.CheckAsync(begun, CancellationToken.None) switch
        {
            CredentialsVerdict.Valid => null,
            CredentialsVerdict.Unknown => Sink.Table,
            _ => Sink.Credentials,
        };
        foreach (var member in refused.Where(_ => sink is not null))
        {
            var failure = ((LoadOutcome.DeadLetter)member.Outcome!).Failure with { Sink = sink };
            member.Fail(FailedLoad.Decide(failure, wasUnderWay: true, member, protocol));
        }
    }

    private static IEnumerable<LoadResult> ResultsOf(Member member, string attemptId)
    {
        var outcome = member.Outcome is LoadOutcome.DeadLetter deadLetter
            ? deadLetter with { LoadId = member.Id.Value, FirstFailedAt = member.Known?.FirstFailedAt }
            : member.Outcome!;
        return member.Requests.Select(request => new LoadResult(request, outcome is LoadOutcome.DeadLetter letter ? letter with { CorrelationId = request.CorrelationId } : outcome, attemptId));
    }

    private LoadOutcome Decide(Exception? thrown, Member member, CancellationToken giveUp) => thrown switch
    {
        OperationCanceledException or MemoryBusyException when giveUp.IsCancellationRequested => new LoadOutcome.Released(),
        null => FailedLoad.Decide(new InvalidOperationException("the attempt came to no end"), member, protocol),
        _ => FailedLoad.Decide(thrown, member, protocol),
    };

    /// <summary>A note is for people, but for the one that a message is given up: without it nothing may be given up, or the next attempt would go on.</summary>
    private async Task NoteAsync(IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        var noted = members.Where(NeedsNote).ToList();
        try
        {
            await protocol.Notes.FailAsync(noted, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever keeps the ledger from taking it
        catch (Exception e)
#pragma warning restore CA1031
        {
            PipelineLog.NoteFailed(logger, $"s3://{protocol.Settings.Topology.Bucket}/{noted[0].Key}", e.Message);
            var failure = FailureClassifier.Classify(e is LedgerException ? e : new LedgerException(e));
            foreach (var member in noted.Where(member => member.Outcome is LoadOutcome.DeadLetter))
            {
                member.End(FailedLoad.Wait(failure, member, protocol));
            }
        }
    }

    /// <summary>While ClickHouse is at fault it takes no notes.</summary>
    private static bool NeedsNote(Member member) => member.NeedsNote && member.Outcome is not LoadOutcome.Held { Failure.Sink: Sink.ClickHouse };

    /// <summary>A claim ends by itself: that it cannot be let go changes nothing about the outcome.</summary>
    private async Task ReleaseAsync(AttemptClaims claims, IReadOnlyList<Member> members, CancellationToken cancellationToken)
    {
        try
        {
            await claims.ReleaseAsync(members, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever keeps the ledger from taking it
        catch (Exception e)
#pragma warning restore CA1031
        {
            PipelineLog.ClaimsNotReleased(logger, members.Count, e.Message);
        }
    }
}
