using System.Globalization;
using Sluice.ChaosTests.Reporting;
using Sluice.ChaosTests.Steps;
using Sluice.ChaosTests.World;
using Sluice.Sandbox.Faults;

namespace Sluice.ChaosTests.Large;

/// <summary>Kills at each moment once, one after the other. It sees what the agent sends to ClickHouse, and nothing else of it.</summary>
internal sealed class Killer(
    AgentRunner agent,
    ServerKeeper server,
    Database database,
    LargeObject target,
    Redelivery redelivery,
    Publishing publishing,
    RunLog log,
    TimeProvider time)
{
    // ClickHouse stages faster than anybody can look; with its reads from S3 late there is a middle to kill in.
    private static readonly TimeSpan _readDelay = TimeSpan.FromMilliseconds(400);

    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _serverAbsence = TimeSpan.FromSeconds(1);
    private static readonly KillMoment[] _moments = Enum.GetValues<KillMoment>();
    private static readonly string _targetInsert = $"INSERT INTO `{LargeObject.Table.Replace(".", "`.`", StringComparison.Ordinal)}`";

    private readonly Lock _gate = new();
    private readonly List<Kill> _kills = [];
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StatementClock _clock = new(time);
    private readonly long _start = time.GetTimestamp();
    private bool _striking;
    private long _struckAt;

    /// <summary>Ends after the last moment, or fails as a kill did.</summary>
    public Task Done => _done.Task;

    /// <summary>What was killed so far.</summary>
    public IReadOnlyList<Kill> Kills
    {
        get
        {
            lock (_gate)
            {
                return [.. _kills];
            }
        }
    }

    /// <summary>How long statements took at which nothing was killed.</summary>
    public IReadOnlyList<StatementFigures> Statements => _clock.Figures;

    /// <summary>Moments that have not come yet.</summary>
    public IReadOnlyList<KillMoment> Left => [.. _moments.Skip(Kills.Count)];

    /// <summary>Asked about every request of the agent to ClickHouse.</summary>
    public IFault? Decide(SandboxRequest request)
    {
        var seen = SeenRequest.Of(request);
        Chunk? chunk = seen.Steps.Contains(ProtocolStep.Publish) ? Chunk.Of(request.Body) : null;
        lock (_gate)
        {
            if (!_striking && _kills.Count < _moments.Length && _moments[_kills.Count] is var moment && IsAt(moment, seen, chunk))
            {
                _striking = true;
                if (chunk is { } struck && moment != KillMoment.BeforeFirstChunk)
                {
                    publishing.Sent(struck);
                }

                return Fault.Of(call => StrikeAsync(moment, call, chunk));
            }

            if (!_striking && (chunk is not null || seen.Steps.Contains(ProtocolStep.Stage)))
            {
                NoteGoingOn();
            }
        }

        if (chunk is { } sent)
        {
            publishing.Sent(sent);
            return _clock.Of("publishing a chunk");
        }

        return seen.Steps.Contains(ProtocolStep.Stage) ? _clock.Of("staging the object") : null;
    }

    /// <summary>Asked about every request to S3.</summary>
    public IFault? DecideRead(SandboxRequest request) =>
        Kills.Count == 0 && SeenRequest.Of(request).Steps.Contains(ProtocolStep.Read) ? Fault.DelayAnswer(_readDelay, time) : null;

    private long Middle => Math.Max(1, (publishing.Chunks / 2) - 1);

    private bool IsAt(KillMoment moment, SeenRequest seen, Chunk? chunk) => moment switch
    {
        KillMoment.Staging => seen.Steps.Contains(ProtocolStep.Stage),
        KillMoment.BeforeIntent => seen.Steps.Contains(ProtocolStep.Intend),
        KillMoment.BeforeFirstChunk => chunk is not null,
        KillMoment.MidPublish => chunk is { } at && publishing.IndexOf(at) == Middle,
        KillMoment.ServerMidPublish => chunk is { } at && publishing.IndexOf(at) == Middle + 1,
        _ => seen.Steps.Contains(ProtocolStep.Commit),
    };

    private void NoteGoingOn()
    {
        if (_kills is [.., { WentOnAfter: null } last])
        {
            last.WentOnAfter = time.GetElapsedTime(_struckAt);
            log.Note($"went on after {last.WentOnAfter:mm\\:ss\\.f}");
        }
    }

    private async Task StrikeAsync(KillMoment moment, FaultyCall call, Chunk? chunk)
    {
        try
        {
            await (moment switch
            {
                KillMoment.Staging => DuringAsync(moment, call, async () => await target.StagedAsync(CancellationToken.None) > 0, agent.KillAsync),
                KillMoment.ServerMidPublish => DuringAsync(
                    moment, call, async () => await RowsReadAsync() >= chunk!.Value.Rows, () => server.KillAsync(_serverAbsence)),
                KillMoment.MidPublish => AfterAsync(moment, call),
                _ => KillAsync(moment, () => true, agent.KillAsync),
            });
            call.Reset();
            if (moment == KillMoment.ServerMidPublish)
            {
                await server.Up;
            }
            else
            {
                await redelivery.MakeVisibleAsync();
            }

            End();
        }
#pragma warning disable CA1031 // Told to whoever waits for it
        catch (Exception e)
#pragma warning restore CA1031
        {
            call.Reset();
            _done.TrySetException(e);
        }
    }

    private async Task AfterAsync(KillMoment moment, FaultyCall call)
    {
        await call.ForwardAsync();
        await KillAsync(moment, () => true, agent.KillAsync);
    }

    private async Task DuringAsync(KillMoment moment, FaultyCall call, Func<Task<bool>> isTime, Func<Task> kill)
    {
        var forwarding = call.ForwardAsync();
        while (!forwarding.IsCompleted && !await isTime())
        {
            await Task.Delay(_poll, time);
        }

        var wasCaught = false;
        await KillAsync(moment, () => wasCaught, () =>
        {
            wasCaught = !forwarding.IsCompleted;
            return kill();
        });
        call.Reset();
        await forwarding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task<long> RowsReadAsync() => long.Parse(
        await database.ScalarAsync($"SELECT max(read_rows) FROM system.processes WHERE startsWith(query, '{_targetInsert}')", CancellationToken.None),
        CultureInfo.InvariantCulture);

    private async Task KillAsync(KillMoment moment, Func<bool> isRunning, Func<Task> kill)
    {
        // Looked at before: afterwards ClickHouse is gone, or what it was doing has come to its end.
        var (visible, staged) = (await target.CountAsync(CancellationToken.None), await target.StagedAsync(CancellationToken.None));
        await kill();
        _struckAt = time.GetTimestamp();
        var at = time.GetElapsedTime(_start, _struckAt);
        var done = new Kill(moment, at, visible, staged, isRunning());
        lock (_gate)
        {
            _kills.Add(done);
        }

        RunLog.Say($"{at:mm\\:ss}  killed: {KillMoments.Text(moment)}; {done.Visible:N0} rows in the target, {done.Staged:N0} staged");
    }

    private void End()
    {
        lock (_gate)
        {
            _striking = false;
            if (_kills.Count == _moments.Length)
            {
                _done.TrySetResult();
            }
        }
    }
}
