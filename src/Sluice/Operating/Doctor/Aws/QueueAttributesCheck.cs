using Amazon.SQS;
using Amazon.SQS.Model;
using Sluice.Configuration;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Operating.Doctor.Aws;

/// <summary>The queues as they are against the queues as they are configured.</summary>
internal sealed class QueueAttributesCheck(IAmazonSQS sqs, QueueUrls urls, SluiceSettings settings) : IDoctorCheck
{
    private static readonly List<string> _attributes =
        ["VisibilityTimeout", "RedrivePolicy", "MessageRetentionPeriod", "SqsManagedSseEnabled", "KmsMasterKeyId"];

    public CheckInfo Info => CheckTable.Queues;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(settings.Topology.Domains.Select(domain => OfAsync(domain, cancellationToken)));
        return [.. found.SelectMany(findings => findings)];
    }

    private async Task<IReadOnlyList<Finding>> OfAsync(Domain domain, CancellationToken cancellationToken)
    {
        var name = settings.Topology.Names.Queue(domain.Name);
        try
        {
            var queue = await ReadAsync(urls.Queue(domain), cancellationToken);
            var letters = await ReadAsync(urls.DeadLetterQueue(domain), cancellationToken);
            var rules = new QueueRules(settings.Topology, domain, urls.Queue(domain), urls.DeadLetterQueue(domain));
            List<Finding> wrong = [.. rules.OfQueue(queue), .. rules.OfDeadLetters(letters)];
            return wrong.Count > 0 ? wrong : [Finding.Ok(name, $"as configured; dead letters go to {settings.Topology.Names.DeadLetterQueue(domain.Name)} after {settings.Topology.MaxReceiveCount} deliveries")];
        }
        catch (AmazonSQSException e) when (QueueAction.AnswerOf(e) == Verdict.Missing)
        {
            return [Finding.Skipped(name, "its attributes cannot be read without sqs:GetQueueAttributes")];
        }
        catch (QueueDoesNotExistException)
        {
            return [Finding.Problem(name, "there is no such queue, or no dead-letter queue", "correct environment, account or region in sluice.json, or deploy the ingest stack: docs/deploy.md")];
        }
    }

    private async Task<IReadOnlyDictionary<string, string>> ReadAsync(string queue, CancellationToken cancellationToken) =>
        (await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, _attributes), cancellationToken)).Attributes ?? [];
}
