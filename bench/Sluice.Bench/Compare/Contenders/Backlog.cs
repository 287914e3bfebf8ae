using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare.Contenders;

/// <summary>
/// Has agents load a backlog. They run, and are warm; while the messages are sent they are suspended, so that nobody has a head start (a poll that was under way may
/// bring the first ten). The clock runs from when they go on until the queue is empty, nothing in flight.
/// </summary>
internal sealed class Backlog(Arena arena, TimeProvider time)
{
    private const string AgentKey = "sandbox-agent";

    private static readonly List<string> _depth = [QueueAttributeName.ApproximateNumberOfMessages, QueueAttributeName.ApproximateNumberOfMessagesNotVisible];
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(2);

    /// <summary>Loads a round's objects.</summary>
    /// <param name="agents">Who loads them.</param>
    /// <param name="round">The objects.</param>
    /// <param name="limit">Time after which it ends although something is left.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<AgentUse> LoadAsync(IReadOnlyList<Agent> agents, Round round, TimeSpan limit, CancellationToken cancellationToken)
    {
        var queue = arena.Cloud.Queues[round.Domain];
        await SendAsync(agents, queue, round, cancellationToken);
        var (started, cpu, sqs, s3) = (time.GetTimestamp(), CpuOf(agents), Requests("sqs:"), Requests("s3:"));
        ForEach(agents, agent => agent.Resume());
        using var end = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, end.Token);
        try
        {
            await EndAsync(agents, round, queue, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // What has been loaded by now counts.
        }

        return new AgentUse(
            time.GetElapsedTime(started),
            CpuOf(agents) - cpu,
            agents.Max(agent => ProcessFigures.PeakBytes(agent.Id)),
            Requests("sqs:") - sqs,
            Requests("s3:") - s3);
    }

    private async Task SendAsync(IReadOnlyList<Agent> agents, string queue, Round round, CancellationToken cancellationToken)
    {
        ForEach(agents, agent => agent.Suspend());
        try
        {
            await MessageSender.SendAsync(arena.Sqs, queue, arena.Cloud.Bucket, round.Domain, round.Objects, time, cancellationToken);
        }
        catch
        {
            ForEach(agents, agent => agent.Resume());
            throw;
        }
    }

    private static void ForEach(IReadOnlyList<Agent> agents, Action<Agent> action)
    {
        foreach (var agent in agents)
        {
            action(agent);
        }
    }

    private async Task EndAsync(IReadOnlyList<Agent> agents, Round round, string queue, CancellationToken cancellationToken)
    {
        await Agent.WaitAsync(agents, round.Name, round.Objects.Count, cancellationToken);
        while (!await IsEmptyAsync(queue, cancellationToken))
        {
            await Task.Delay(_interval, time, cancellationToken);
        }
    }

    private static TimeSpan CpuOf(IEnumerable<Agent> agents) => agents.Aggregate(TimeSpan.Zero, (sum, agent) => sum + ProcessFigures.Cpu(agent.Id));

    private long Requests(string service) => arena.Cloud.CallCounts
        .Where(count => count.Key.AccessKeyId == AgentKey && count.Key.Operation.StartsWith(service, StringComparison.Ordinal))
        .Sum(count => count.Value);

    private async Task<bool> IsEmptyAsync(string queue, CancellationToken cancellationToken)
    {
        var answer = await arena.Sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, _depth), cancellationToken);
        return answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible == 0;
    }
}
