using Amazon.SQS;
using Sluice.Sandbox;
using Spectre.Console;

namespace Sluice.Cli.Demo;

/// <summary>
/// The demo from the data to the report: upload, let the events flow to an agent in its own process, wait until every object's way has
/// ended, compare with the source.
/// </summary>
internal sealed class DemoRun(LocalCloud cloud, OperatorDatabase database, IAnsiConsole console, TimeProvider time)
{
    private static readonly TimeSpan _poll = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _deadLetterPoll = TimeSpan.FromSeconds(1);

    /// <summary>Without a step forward for this long, what has not ended is reported as it is.</summary>
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);

    public async Task<DemoReport> RunAsync(DemoData data, AgentProcess agent, LoadTracker tracker, CancellationToken cancellationToken)
    {
        using var sqs = cloud.CreateSqsClient();
        var start = time.GetTimestamp();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var work = LoadAsync(sqs, agent, tracker, stop.Token);
        try
        {
            await new ProgressView(console, cloud, sqs, tracker, time).ShowWhileAsync(work, cancellationToken);
        }
        finally
        {
            await stop.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        var seconds = Math.Round(time.GetElapsedTime(start).TotalSeconds, 2);
        return await VerifyAsync(data, tracker, seconds, agent.PeakMemoryBytes, cancellationToken);
    }

    private async Task LoadAsync(IAmazonSQS sqs, AgentProcess agent, LoadTracker tracker, CancellationToken cancellationToken)
    {
        await Uploader.UploadAsync(cloud, tracker, time, cancellationToken);
        var deadLetters = new DeadLetterReader(cloud, sqs);
        var (progress, steppedAt, readAt) = (-1, time.GetTimestamp(), time.GetTimestamp());
        while (!tracker.IsComplete && time.GetElapsedTime(steppedAt) < _patience)
        {
            if (!agent.IsRunning)
            {
                throw new CliException(ExitCodes.Failure, $"The agent ended by itself: {agent.LastWords}");
            }

            await Task.Delay(_poll, time, cancellationToken);
            if (time.GetElapsedTime(readAt) > _deadLetterPoll)
            {
                await deadLetters.ReadAsync(tracker, cancellationToken);
                readAt = time.GetTimestamp();
            }

            if (tracker.Progress != progress)
            {
                (progress, steppedAt) = (tracker.Progress, time.GetTimestamp());
            }
        }
    }

    private async Task<DemoReport> VerifyAsync(
        DemoData data, LoadTracker tracker, double seconds, long agentPeak, CancellationToken cancellationToken)
    {
        var verifier = new Verifier(database, tracker);
        var results = new Dictionary<string, TableResult>();
        foreach (var table in data.Tables)
        {
            results[table.FullName] = await verifier.CheckAsync(table, cancellationToken);
        }

        return new DemoReport(results, seconds, agentPeak);
    }
}
