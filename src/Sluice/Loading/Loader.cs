using Microsoft.Extensions.Logging;
using Sluice.Planning;
using Sluice.Telemetry;

namespace Sluice.Loading;

/// <summary>Loads a batch within the message timeout and says of each request how it ended. Never throws.</summary>
internal sealed class Loader(LoadProtocol protocol, RunningAttempts attempts, TimeProvider time, ILogger<Loader> logger)
{
    private static readonly TimeSpan _noteTimeout = TimeSpan.FromSeconds(5);

    /// <summary>Runs the batch through the protocol.</summary>
    /// <param name="batch">What to load.</param>
    /// <param name="giveUp">Set when the agent may not wait any longer.</param>
    public async Task<IReadOnlyList<LoadResult>> LoadAsync(LoadBatch batch, CancellationToken giveUp)
    {
        using var attempt = attempts.Begin();
        var load = new BatchLoad(protocol, attempts, attempt.Id, batch);
        using var timeout = new CancellationTokenSource(protocol.Settings.Topology.MessageTimeout, time);
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

        foreach (var member in load.Members.Where(member => member.IsOpen))
        {
            member.Fail(Decide(thrown, member, giveUp));
        }

        await NoteAsync(load);
        return [.. load.Members.SelectMany(ResultsOf), .. Unidentified(batch, load, thrown, giveUp)];
    }

    private static IEnumerable<LoadResult> ResultsOf(Member member) => member.Requests.Select(request => new LoadResult(request, member.Outcome!));

    /// <summary>When not even their identity could be found out.</summary>
    private IEnumerable<LoadResult> Unidentified(LoadBatch batch, BatchLoad load, Exception? thrown, CancellationToken giveUp) => load.Members.Count > 0
        ? []
        : batch.Requests.Select(request => new LoadResult(request, Decide(thrown, Member.Of("", [request]), giveUp)));

    private LoadOutcome Decide(Exception? thrown, Member member, CancellationToken giveUp) => thrown switch
    {
        OperationCanceledException when giveUp.IsCancellationRequested => new LoadOutcome.Released(),
        null => FailedLoad.Decide(new InvalidOperationException("the attempt came to no end"), member, protocol.Settings),
        _ => FailedLoad.Decide(thrown, member, protocol.Settings),
    };

    /// <summary>A note is for people, and a claim ends by itself: that they cannot be written changes nothing about the outcome.</summary>
    private async Task NoteAsync(BatchLoad load)
    {
        using var timeout = new CancellationTokenSource(_noteTimeout, time);
        try
        {
            await load.ReleaseAsync(timeout.Token);
            await protocol.Notes.FailAsync([.. load.Members.Where(member => member.NeedsNote)], timeout.Token);
        }
#pragma warning disable CA1031 // Whatever keeps the ledger from taking it
        catch (Exception e)
#pragma warning restore CA1031
        {
            PipelineLog.NoteFailed(logger, $"s3://{protocol.Settings.Topology.Bucket}/{load.Members[0].Key}", e.Message);
        }
    }
}
