using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Configuration;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Operating.Doctor.Aws;

/// <summary>
/// The agent's permissions on its queues. SQS does not document whether it looks at the caller or at the request first. So each request is also made of a queue of which the
/// agent lacks the permission: where that is refused for it, the caller comes first, and whatever is refused for its mistake was permitted.
/// </summary>
internal sealed class QueuePermissionsCheck(IAmazonSQS sqs, QueueUrls urls, SluiceSettings settings) : IDoctorCheck
{
    private const string Depth = "sqs:GetQueueAttributes";

    public CheckInfo Info => CheckTable.QueuePermissions;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var action in QueueAction.All)
        {
            var verdicts = await Task.WhenAll(settings.Topology.Domains.Select(async domain =>
                (Queue: action.IsOfDeadLetters ? urls.DeadLetterQueue(domain) : urls.Queue(domain), Verdict: await AskAsync(action, domain, cancellationToken))));
            findings.AddRange(Judge(action.Name, action.Setting, verdicts));
        }

        var depths = await Task.WhenAll(settings.Topology.Domains.SelectMany(domain => new[] { urls.Queue(domain), urls.DeadLetterQueue(domain) })
            .Select(async queue => (Queue: queue, Verdict: await AskDepthAsync(queue, cancellationToken))));
        return [.. findings, .. Judge(Depth, "agentReadsQueueDepth", depths)];
    }

    private async Task<Verdict> AskAsync(QueueAction action, Domain domain, CancellationToken cancellationToken)
    {
        var (queue, other) = (urls.Queue(domain), urls.DeadLetterQueue(domain));
        var answer = await action.AskAsync(sqs, action.IsOfDeadLetters ? other : queue, cancellationToken);
        return answer == Verdict.NotTold && await action.AskAsync(sqs, action.IsOfDeadLetters ? queue : other, cancellationToken) == Verdict.Missing
            ? Verdict.Granted
            : answer;
    }

    private async Task<Verdict> AskDepthAsync(string queue, CancellationToken cancellationToken)
    {
        try
        {
            await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, ["QueueArn"]), cancellationToken);
            return Verdict.Granted;
        }
        catch (AmazonSQSException e)
        {
            return QueueAction.AnswerOf(e);
        }
    }

    private IEnumerable<Finding> Judge(string action, string? setting, IReadOnlyCollection<(string Queue, Verdict Verdict)> answers) =>
        answers.GroupBy(answer => answer.Verdict, answer => answer.Queue[(answer.Queue.LastIndexOf('/') + 1)..]).OrderBy(group => group.Key)
            .Select(group => Judge(action, setting, group.Key, [.. group]));

    private Finding Judge(string action, string? setting, Verdict verdict, IReadOnlyCollection<string> queues)
    {
        var policy = $"attach policy {settings.Topology.Names.AgentPolicy} of the identity stack to the agent's identity";
        var on = Words.Few(queues);
        return (verdict, setting) switch
        {
            (Verdict.Granted, _) => Finding.Ok(action, $"granted on {on}"),
            (Verdict.Missing, null) => Finding.Problem(
                action, $"missing on {on}", $"{policy}; it must have {action} on these queues"),
            (Verdict.Missing, { } optional) => Finding.Warning(
                action,
                $"missing on {on}; the agent works without it{(action == Depth ? ", and knows no queue depth" : ", and dead letters bear no reason")}",
                $"set infrastructure.{optional}: true, deploy, and {policy}"),
            (Verdict.NoResource, _) => Finding.Problem(
                action, $"there is no queue {on}", "correct environment, account or region in sluice.json, or deploy the ingest stack: docs/deploy.md"),
            _ => Finding.Skipped(
                action, $"cannot be told on {on}: SQS refused the request for the mistake in it, and these credentials may do too much to show whether it looks at the caller first", "'sluice doctor --e2e' shows it"),
        };
    }
}
