using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Sandbox.Provisioning;

/// <summary>Reads the resources of one template.</summary>
internal sealed class TemplateReader
{
    private static readonly HashSet<string> _notAttributes = ["QueueName", "Tags"];

    private readonly JsonObject _resources;
    private readonly TemplateResolver _resolver;
    private readonly TemplateContext _context;

    public TemplateReader(JsonNode template, string stack, TemplateContext context)
    {
        _resources = template["Resources"]?.AsObject() ?? [];
        _resolver = new TemplateResolver(_resources, stack, context);
        _context = context;
        Refuse(stack);
    }

    public IEnumerable<TemplateBucket> Buckets() => Of(ResourceTypes.Bucket).Select(bucket => new TemplateBucket(
        _resolver.NameOf(bucket.LogicalId),
        bucket.Properties["NotificationConfiguration"]?["EventBridgeConfiguration"] is { } events
            && events["EventBridgeEnabled"]?.ToString() is null or "true"));

    public IEnumerable<TemplateQueue> Queues()
    {
        var policies = Policies();
        return Of(ResourceTypes.Queue).Select(queue =>
        {
            var attributes = queue.Properties
                .Where(property => !_notAttributes.Contains(property.Key))
                .ToImmutableDictionary(property => property.Key, property => AttributeText(property.Value));
            return new TemplateQueue(
                _resolver.NameOf(queue.LogicalId),
                policies.TryGetValue(_context.QueueUrl(_resolver.NameOf(queue.LogicalId)), out var policy)
                    ? attributes.Add("Policy", policy)
                    : attributes);
        });
    }

    public IEnumerable<EventRule> Rules() => Of(ResourceTypes.Rule)
        .Where(rule => rule.Properties["State"]?.ToString() is null or "ENABLED")
        .Select(rule =>
        {
            var name = _resolver.NameOf(rule.LogicalId);
            return new EventRule(
                name,
                _context.RuleArn(name),
                EventPattern.Parse(rule.Properties["EventPattern"]?.ToJsonString()
                    ?? throw new SandboxException($"Rule {name} has no event pattern; the sandbox runs no schedules.")),
                [.. (rule.Properties["Targets"]?.AsArray() ?? []).Select(target => Target(name, target!))]);
        });

    private static EventTarget Target(string rule, JsonNode target)
    {
        var arn = target["Arn"]!.ToString();
        if (!arn.StartsWith("arn:aws:sqs:", StringComparison.Ordinal))
        {
            throw new SandboxException($"Rule {rule} has the target {arn}; the sandbox sends to SQS queues only.");
        }

        var transformer = target["InputTransformer"] is { } input
            ? new InputTransformer(
                input["InputPathsMap"].Deserialize<Dictionary<string, string>>() ?? [],
                input["InputTemplate"]!.ToString())
            : null;
        return new EventTarget(arn, transformer, target["DeadLetterConfig"]?["Arn"]?.ToString());
    }

    /// <summary>The policy of each queue, by the queue's URL.</summary>
    private Dictionary<string, string> Policies() => Of(ResourceTypes.QueuePolicy)
        .SelectMany(policy => policy.Properties["Queues"]!.AsArray()
            .Select(queue => (Url: queue!.ToString(), Document: AttributeText(policy.Properties["PolicyDocument"]))))
        .ToDictionary(policy => policy.Url, policy => policy.Document);

    private IEnumerable<(string LogicalId, JsonObject Properties)> Of(string type) => _resources
        .Where(resource => (string?)resource.Value!["Type"] == type)
        .Select(resource => (resource.Key, _resolver.Resolve(resource.Value!["Properties"])?.AsObject() ?? []));

    private void Refuse(string stack)
    {
        foreach (var (logicalId, resource) in _resources)
        {
            var type = (string?)resource!["Type"] ?? "";
            if (type is not (ResourceTypes.Bucket or ResourceTypes.Queue or ResourceTypes.QueuePolicy or ResourceTypes.Rule)
                && !ResourceTypes.Harmless.Contains(type))
            {
                throw new SandboxException($"{logicalId} of stack {stack} is an {type}, which the sandbox cannot provide.");
            }
        }
    }

    // SQS writes every attribute as text: numbers and truth values as they are, policies as JSON
    private static string AttributeText(JsonNode? value) => value is JsonObject policy ? policy.ToJsonString() : value!.ToString();
}
