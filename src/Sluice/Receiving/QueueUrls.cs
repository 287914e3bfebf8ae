using Sluice.Configuration;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>
/// URLs of the queues, made from their names: asking SQS would need <c>sqs:GetQueueUrl</c>, which the agent does without (R14).
/// </summary>
internal sealed class QueueUrls(SluiceSettings settings)
{
    public string Queue(Domain domain) => Url(settings.Topology.Names.Queue(domain.Name));

    public string DeadLetterQueue(Domain domain) => Url(settings.Topology.Names.DeadLetterQueue(domain.Name));

    private string Url(string queueName)
    {
        var topology = settings.Topology;
        var endpoint = settings.Aws.ServiceUrl ?? new Uri($"https://sqs.{topology.Region}.amazonaws.com");
        return $"{endpoint.GetLeftPart(UriPartial.Authority)}/{topology.Account}/{queueName}";
    }
}
