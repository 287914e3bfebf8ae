using System.Collections.Frozen;
using System.Text.Json.Nodes;
using Sluice.Topology;

namespace Sluice.Sandbox.Provisioning;

/// <summary>The queues of templates by the name that people look for them under: the domain, or the queue's own where it is no domain's.</summary>
/// <param name="topology">What the agent knows.</param>
/// <param name="template">What is deployed.</param>
/// <param name="context">Makes the URLs.</param>
/// <param name="isForeign">Whether the templates may have others than the domains'.</param>
internal sealed class QueueNames(PipelineTopology topology, CloudFormationTemplate template, TemplateContext context, bool isForeign)
{
    /// <summary>URLs of the queues that messages arrive in.</summary>
    public FrozenDictionary<string, string> Queues() => Urls(topology.Names.Queue, template.Queues.Where(queue => !IsForDeadLetters(queue)));

    /// <summary>URLs of the queues that take what is given up.</summary>
    public FrozenDictionary<string, string> DeadLetterQueues() => Urls(topology.Names.DeadLetterQueue, template.Queues.Where(IsForDeadLetters));

    private FrozenDictionary<string, string> Urls(Func<string, string> name, IEnumerable<TemplateQueue> queues)
    {
        var domains = topology.Domains.ToDictionary(domain => name(domain.Name), domain => domain.Name);
        return queues.Where(queue => isForeign || domains.ContainsKey(queue.Name)).ToFrozenDictionary(queue => domains.GetValueOrDefault(queue.Name, queue.Name), queue => context.QueueUrl(queue.Name));
    }

    private bool IsForDeadLetters(TemplateQueue queue)
    {
        var arn = context.QueueArn(queue.Name);
        return template.Queues.Any(each => each.Attributes.TryGetValue("RedrivePolicy", out var redrive) && JsonNode.Parse(redrive)?["deadLetterTargetArn"]?.ToString() == arn)
            || template.Rules.Any(rule => rule.Targets.Any(target => target.DeadLetterQueueArn == arn));
    }
}
