using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Sandbox.Provisioning;

/// <summary>Reads the resources of one template.</summary>
internal sealed class TemplateReader
{
    private const string DefaultBus = "default";

    private static readonly HashSet<string> _notAttributes = ["QueueName", "Tags"];
    private static readonly HashSet<string> _targetProperties = ["Id", "Arn", "InputTransformer", "DeadLetterConfig", "RetryPolicy"];

    private readonly JsonObject _resources;
    private readonly TemplateResolver _resolver;
    private readonly TemplateContext _context;
    private readonly string _stack;

    public TemplateReader(JsonObject template, string stack, TemplateContext context)
    {
        _resources = template["Resources"]!.AsObject();
        _resolver = new TemplateResolver(_resources, stack, context);
        _context = context;
        _stack = stack;
        Refuse();
    }

    public IEnumerable<TemplateBucket> Buckets() => Of(ResourceTypes.Bucket, "NotificationConfiguration", "Tags").Select(bucket => new TemplateBucket(
        _resolver.NameOf(bucket.LogicalId),
        bucket.Properties["NotificationConfiguration"]?["EventBridgeConfiguration"] is { } events
            && events["EventBridgeEnabled"]?.ToString() is null or "true",
        TagsOf(bucket.Properties)));

    public IEnumerable<TemplateQueue> Queues()
    {
        var policies = ResourcePolicies().ToLookup(policy => policy.ResourceArn, policy => policy.Document);
        return Of(ResourceTypes.Queue).Select(queue =>
        {
            var name = _resolver.NameOf(queue.LogicalId);
            var attributes = queue.Properties
                .Where(property => !_notAttributes.Contains(property.Key))
                .ToImmutableDictionary(property => property.Key, property => AttributeText(property.Value));
            return new TemplateQueue(
                name,
                policies[_context.QueueArn(name)].FirstOrDefault() is { } policy ? attributes.Add("Policy", AttributeText(policy)) : attributes,
                TagsOf(queue.Properties));
        });
    }

    public IEnumerable<EventRule> Rules() => Of(ResourceTypes.Rule)
        .Where(rule => rule.Properties["State"]?.ToString() is null or "ENABLED")
        .Select(rule =>
        {
            var name = _resolver.NameOf(rule.LogicalId);
            if (rule.Properties["EventBusName"]?.ToString() is { } bus and not DefaultBus)
            {
                throw new SandboxException($"Rule {name} listens to the event bus {bus}; S3 sends to the default bus only.");
            }

            try
            {
                return new EventRule(
                    name,
                    _context.RuleArn(name),
                    EventPattern.Parse(rule.Properties["EventPattern"]?.ToJsonString()
                        ?? throw new SandboxException($"Rule {name} has no event pattern; the sandbox runs no schedules.")),
                    [.. (rule.Properties["Targets"]?.AsArray() ?? []).Select(target => Target(name, target!.AsObject()))]);
            }
            catch (Exception e) when (e is InvalidEventPatternException or InvalidInputTransformerException)
            {
                throw new SandboxException($"Rule {name} of stack {_stack} would be refused: {e.Message}", e);
            }
        });

    /// <summary>The policies of queues and buckets by their ARN.</summary>
    public IEnumerable<(string ResourceArn, JsonNode? Document)> ResourcePolicies() =>
    [
        .. Of(ResourceTypes.QueuePolicy).SelectMany(policy => policy.Properties["Queues"]!.AsArray()
            .Select(url => (_context.QueueArn(url!.ToString().Split('/')[^1]), policy.Properties["PolicyDocument"]))),
        .. Of(ResourceTypes.BucketPolicy).Select(policy =>
            (TemplateContext.BucketArn($"{policy.Properties["Bucket"]}"), policy.Properties["PolicyDocument"])),
    ];

    public IEnumerable<TemplateIdentityPolicy> IdentityPolicies() => new TemplateIdentities(_resources, _resolver, _stack).Policies();

    /// <summary>The types of the resources that are not provided, each as often as there are such.</summary>
    public IEnumerable<string> LeftOut() => _resources.Select(resource => TypeOf(resource.Value)).Where(ResourceTypes.Harmless.Contains);

    private static EventTarget Target(string rule, JsonObject target)
    {
        if (target.FirstOrDefault(property => !_targetProperties.Contains(property.Key)) is { Key: { } unknown })
        {
            throw new SandboxException($"Rule {rule} has a target with {unknown}, which the sandbox does not know.");
        }

        var arn = $"{target["Arn"]}";
        if (!arn.StartsWith("arn:aws:sqs:", StringComparison.Ordinal))
        {
            throw new SandboxException($"Rule {rule} has the target {arn}; the sandbox sends to SQS queues only.");
        }

        var transformer = target["InputTransformer"] is { } input
            ? new InputTransformer(
                input["InputPathsMap"].Deserialize<Dictionary<string, string>>() ?? [],
                $"{input["InputTemplate"]}")
            : null;
        return new EventTarget(arn, transformer, target["DeadLetterConfig"]?["Arn"]?.ToString(), Retries(rule, target["RetryPolicy"]));
    }

    private static ImmutableSortedDictionary<string, string> TagsOf(JsonObject properties) =>
        (properties["Tags"]?.AsArray() ?? []).ToImmutableSortedDictionary(tag => $"{tag!["Key"]}", tag => $"{tag!["Value"]}", StringComparer.Ordinal);

    private static RetryPolicy Retries(string rule, JsonNode? written)
    {
        var (age, attempts) = (written?["MaximumEventAgeInSeconds"]?.ToString(), written?["MaximumRetryAttempts"]?.ToString());
        var policy = new RetryPolicy
        {
            MaximumEventAge = age is null ? RetryPolicy.Default.MaximumEventAge : TimeSpan.FromSeconds(int.Parse(age, CultureInfo.InvariantCulture)),
            MaximumRetryAttempts = attempts is null ? RetryPolicy.Default.MaximumRetryAttempts : int.Parse(attempts, CultureInfo.InvariantCulture),
        };
        return policy.IsValid ? policy : throw new SandboxException($"Rule {rule} has a retry policy that EventBridge refuses: 60 to 86400 s and 0 to 185 attempts.");
    }

    private IEnumerable<(string LogicalId, JsonObject Properties)> Of(string type, params string[] only) => _resources
        .Where(resource => TypeOf(resource.Value) == type)
        .Select(resource => (resource.Key, Resolved(resource.Value!["Properties"]?.AsObject() ?? [], only)));

    // Functions are resolved only where their value is used: others may well be unknown.
    private JsonObject Resolved(JsonObject properties, string[] only) => new(properties
        .Where(property => only.Length == 0 || only.Contains(property.Key))
        .Select(property => KeyValuePair.Create(property.Key, _resolver.Resolve(property.Value))));

    private void Refuse()
    {
        foreach (var (logicalId, resource) in _resources)
        {
            var type = TypeOf(resource);
            if (ResourceTypes.Harmless.Contains(type))
            {
                continue;
            }

            if (!ResourceTypes.Provided.Contains(type))
            {
                throw new SandboxException($"{logicalId} of stack {_stack} is an {type}, which the sandbox cannot provide.");
            }

            if (type != "AWS::CDK::Metadata" && resource!["Condition"] is { } condition)
            {
                throw new SandboxException($"{logicalId} of stack {_stack} depends on the condition {condition}, which the sandbox cannot decide.");
            }
        }
    }

    private static string TypeOf(JsonNode? resource) => resource?["Type"]?.ToString() ?? "resource without a type";

    // SQS writes every attribute as text: numbers and truth values as they are, policies as JSON
    private static string AttributeText(JsonNode? value) => value is JsonObject policy ? policy.ToJsonString() : value!.ToString();
}
