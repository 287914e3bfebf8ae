using Amazon.Runtime;
using Amazon.SQS.Model;
using Sluice.Topology;

namespace Sluice.Operating.DeadLetters;

/// <summary>
/// Has SQS itself move all letters of a domain back to its load queue (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_StartMessageMoveTask.html).
/// The destination is named: SQS does not know where a letter comes from that the agent has sent.
/// </summary>
internal sealed class DeadLetterMoves(DeadLetterQueues queues, TimeProvider time)
{
    private const string Running = "RUNNING", Cancelling = "CANCELLING", Cancelled = "CANCELLED", Failed = "FAILED";
    private const int TasksListed = 10;

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(1);

    /// <summary>Moves them, and waits until SQS is through; cancelled, it has SQS stop.</summary>
    /// <returns>What was moved, or null where the service has no move tasks.</returns>
    /// <exception cref="DeadLetterRefusedException">This user may not.</exception>
    /// <exception cref="AwsException">SQS does not answer.</exception>
    public async Task<DeadLetterReport?> TryMoveAsync(Domain domain, OperationProgress? progress, CancellationToken cancellationToken)
    {
        if (await TasksAsync(domain) is not { } before)
        {
            return null;
        }

        if (before.Find(IsUnderWay) is { } theirs)
        {
            // Without a destination SQS moves them to where they came from.
            if (theirs.DestinationArn is { Length: > 0 } destination && destination != queues.LoadQueueArn(domain))
            {
                return new() { FailedCount = Left(theirs), Failed = [new FailedLetter(domain.Name, "", $"nothing was moved: SQS is moving the letters to {destination} for somebody else")] };
            }

            var report = await FollowAsync(domain, new(null, task => task.StartedTimestamp == theirs.StartedTimestamp), progress, cancellationToken);
            return report with { Notes = [$"SQS was moving the letters of {domain.Name} already, for somebody else: that task was followed.", .. report.Notes] };
        }

        cancellationToken.ThrowIfCancellationRequested();
        var known = before.Select(task => task.StartedTimestamp).ToHashSet();
        return await StartAsync(domain) is { } handle
            ? await FollowAsync(domain, new(handle, task => task.TaskHandle == handle || !known.Contains(task.StartedTimestamp)), progress, cancellationToken)
            : null;
    }

    private async Task<DeadLetterReport> FollowAsync(Domain domain, FollowedTask followed, OperationProgress? progress, CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(_interval, time);
        var moved = 0L;
        try
        {
            do
            {
                var task = (await TasksAsync(domain))?.Find(followed.Is);
                moved = task?.ApproximateNumberOfMessagesMoved ?? moved;
                Show(domain, task, progress);
                if (task is not null && !IsUnderWay(task))
                {
                    return Report(domain, task);
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken));
        }
        catch (OperationCanceledException)
        {
            // Said below.
        }
        catch (AwsException e)
        {
            return new() { Done = moved, Fault = e.Message, Notes = [$"SQS was moving the letters of {domain.Name}, and may go on."] };
        }

        return await StopAsync(domain, followed);
    }

    private async Task<DeadLetterReport> StopAsync(Domain domain, FollowedTask followed)
    {
        if (followed.Handle is not { } handle)
        {
            return new() { IsCancelled = true, Notes = [$"SQS goes on moving the letters of {domain.Name}."] };
        }

        try
        {
            var answer = await queues.CallAsync(
                domain,
                "sqs:CancelMessageMoveTask",
                sqs => sqs.CancelMessageMoveTaskAsync(new CancelMessageMoveTaskRequest { TaskHandle = handle }, CancellationToken.None));
            return new() { IsCancelled = true, Done = answer.ApproximateNumberOfMessagesMoved ?? 0 };
        }
        catch (AwsException)
        {
            // It may have come to its end just now.
            return (await TasksAsync(domain))?.Find(followed.Is) is { } task && !IsUnderWay(task)
                ? Report(domain, task)
                : new() { IsCancelled = true, Notes = [$"SQS could not be told to stop moving the letters of {domain.Name}, and may go on."] };
        }
    }

    private static DeadLetterReport Report(Domain domain, ListMessageMoveTasksResultEntry task)
    {
        var moved = task.ApproximateNumberOfMessagesMoved ?? 0;
        return task.Status switch
        {
            Failed => new() { Done = moved, FailedCount = Left(task), Failed = [new FailedLetter(domain.Name, "", $"SQS gave up moving: {task.FailureReason ?? "it does not say why"}")] },
            Cancelled => new() { Done = moved, IsCancelled = true, Notes = [$"Somebody cancelled the moving of the letters of {domain.Name}."] },
            _ => new() { Done = moved },
        };
    }

    private static long Left(ListMessageMoveTasksResultEntry task) =>
        Math.Max(1, (task.ApproximateNumberOfMessagesToMove ?? 0) - (task.ApproximateNumberOfMessagesMoved ?? 0));

    private static void Show(Domain domain, ListMessageMoveTasksResultEntry? task, OperationProgress? progress)
    {
        if (progress is not null)
        {
            progress.Step = task is null ? $"{domain.Name}: SQS begins to move" : $"{domain.Name}: SQS has moved {task.ApproximateNumberOfMessagesMoved ?? 0} of {task.ApproximateNumberOfMessagesToMove ?? 0}";
        }
    }

    private static bool IsUnderWay(ListMessageMoveTasksResultEntry task) => task.Status is Running or Cancelling;

    private async Task<string?> StartAsync(Domain domain)
    {
        var request = new StartMessageMoveTaskRequest { SourceArn = queues.Arn(domain), DestinationArn = queues.LoadQueueArn(domain) };
        var answer = await queues.CallAsync(
            domain, "sqs:StartMessageMoveTask", sqs => OrNullAsync(() => sqs.StartMessageMoveTaskAsync(request, CancellationToken.None)));
        return answer?.TaskHandle;
    }

    /// <summary>The latest tasks of the queue, or null where the service has none.</summary>
    private async Task<List<ListMessageMoveTasksResultEntry>?> TasksAsync(Domain domain)
    {
        var request = new ListMessageMoveTasksRequest { SourceArn = queues.Arn(domain), MaxResults = TasksListed };
        var answer = await queues.CallAsync(
            domain, "sqs:ListMessageMoveTasks", sqs => OrNullAsync(() => sqs.ListMessageMoveTasksAsync(request, CancellationToken.None)));
        return answer is null ? null : answer.Results ?? [];
    }

    private static async Task<T?> OrNullAsync<T>(Func<Task<T>> call)
        where T : class
    {
        try
        {
            return await call();
        }
        catch (AmazonServiceException e) when (IsUnknown(e))
        {
            return null;
        }
    }

    /// <summary>The service has no such operation, or not for this queue.</summary>
    private static bool IsUnknown(AmazonServiceException exception) =>
        exception is UnsupportedOperationException
        || exception.ErrorCode?.Split('.')[^1] is "UnsupportedOperation" or "UnsupportedOperationException" or "InvalidAction" or "UnknownOperation" or "UnknownOperationException";

    /// <summary>A task that is waited for.</summary>
    /// <param name="Handle">By which it is cancelled, or null when it is somebody else's.</param>
    /// <param name="Is">Tells it from others of the queue: a handle is only listed while it runs.</param>
    private sealed record FollowedTask(string? Handle, Predicate<ListMessageMoveTasksResultEntry> Is);
}
