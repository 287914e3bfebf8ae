using System.Globalization;
using System.Text.Json;
using Sluice.Topology;

namespace Sluice.Operating.Doctor.Aws;

/// <summary>Says what is not as configured about a domain's queues, from their attributes.</summary>
/// <param name="Topology">What is configured.</param>
/// <param name="Domain">Whose queues.</param>
/// <param name="QueueUrl">URL of the load queue.</param>
/// <param name="DeadLetterUrl">URL of the dead-letter queue.</param>
internal sealed record QueueRules(PipelineTopology Topology, Domain Domain, string QueueUrl, string DeadLetterUrl)
{
    private string Queue => Topology.Names.Queue(Domain.Name);

    private string DeadLetterQueue => Topology.Names.DeadLetterQueue(Domain.Name);

    public IEnumerable<Finding> OfQueue(IReadOnlyDictionary<string, string> attributes) =>
        [.. Visibility(attributes), .. Redrive(attributes), .. Encryption(Queue, QueueUrl, attributes)];

    public IEnumerable<Finding> OfDeadLetters(IReadOnlyDictionary<string, string> attributes)
    {
        var kept = Seconds(attributes, "MessageRetentionPeriod");
        if (kept < PipelineLimits.DeadLetterRetention)
        {
            yield return Finding.Warning(
                DeadLetterQueue,
                $"dead letters are kept for {kept.TotalDays:0.#} days from when their messages were first sent",
                Set(DeadLetterUrl, $"MessageRetentionPeriod={(long)PipelineLimits.DeadLetterRetention.TotalSeconds}"));
        }

        foreach (var finding in Encryption(DeadLetterQueue, DeadLetterUrl, attributes))
        {
            yield return finding;
        }
    }

    private IEnumerable<Finding> Visibility(IReadOnlyDictionary<string, string> attributes)
    {
        var (has, wants) = (Seconds(attributes, "VisibilityTimeout"), Topology.VisibilityTimeout);
        var least = PipelineLimits.VisibilityPerMessageTimeout * Topology.MessageTimeout;
        if (has == wants)
        {
            yield break;
        }

        var fix = Set(QueueUrl, $"VisibilityTimeout={(long)wants.TotalSeconds}");
        yield return has < least
            ? Finding.Problem(Queue, $"visibility timeout {Words.Seconds(has)}: a load of {Words.Seconds(Topology.MessageTimeout)} takes {Words.Seconds(least)} (6 × messageTimeout)", fix)
            : Finding.Warning(Queue, $"visibility timeout {Words.Seconds(has)} instead of {Words.Seconds(wants)}", $"{fix}; or correct visibilityTimeout in sluice.json");
    }

    private IEnumerable<Finding> Redrive(IReadOnlyDictionary<string, string> attributes)
    {
        var policy = attributes.TryGetValue("RedrivePolicy", out var text) && text.Length > 0 ? JsonDocument.Parse(text).RootElement : (JsonElement?)null;
        if (policy is not { } redrive)
        {
            yield return Finding.Problem(Queue, "no redrive policy: what fails comes back until it is lost with its retention", SetRedrive());
            yield break;
        }

        var target = redrive.TryGetProperty("deadLetterTargetArn", out var arn) ? arn.ToString() : "";
        if (target != DeadLetterArn)
        {
            yield return Finding.Problem(Queue, $"dead letters go to {target} instead of {DeadLetterArn}", SetRedrive());
        }

        var count = redrive.TryGetProperty("maxReceiveCount", out var most) ? most.ToString() : "";
        if (count != Topology.MaxReceiveCount.ToString(CultureInfo.InvariantCulture))
        {
            yield return Finding.Problem(
                Queue,
                $"maxReceiveCount {count} instead of {Topology.MaxReceiveCount}: SQS and the agent would count attempts differently",
                $"{SetRedrive()}; or correct maxReceiveCount in sluice.json");
        }
    }

    private static IEnumerable<Finding> Encryption(string name, string url, IReadOnlyDictionary<string, string> attributes)
    {
        var isManaged = attributes.TryGetValue("SqsManagedSseEnabled", out var managed) && bool.TryParse(managed, out var on) && on;
        if (!isManaged && !attributes.ContainsKey("KmsMasterKeyId"))
        {
            yield return Finding.Warning(name, "messages are not encrypted at rest", Set(url, "SqsManagedSseEnabled=true"));
        }
    }

    private string DeadLetterArn => $"arn:aws:sqs:{Topology.Region}:{Topology.Account}:{DeadLetterQueue}";

    private static TimeSpan Seconds(IReadOnlyDictionary<string, string> attributes, string name) =>
        TimeSpan.FromSeconds(attributes.TryGetValue(name, out var text) ? long.Parse(text, CultureInfo.InvariantCulture) : 0);

    private string SetRedrive() => Set(
        QueueUrl,
        $$$"""'{"RedrivePolicy":"{\"deadLetterTargetArn\":\"{{{DeadLetterArn}}}\",\"maxReceiveCount\":{{{Topology.MaxReceiveCount}}}}"}'""");

    private static string Set(string url, string attributes) => $"aws sqs set-queue-attributes --queue-url {url} --attributes {attributes}";
}
