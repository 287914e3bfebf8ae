using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sluice.Sandbox.Provisioning;

/// <summary>
/// Replaces the intrinsic functions of one template by what they stand for
/// (https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/intrinsic-function-reference.html). One that it does not know
/// is an error: a guess would provision something else than what is deployed.
/// </summary>
internal sealed partial class TemplateResolver(JsonObject resources, string stack, TemplateContext context)
{
    /// <summary>A copy of the node without functions.</summary>
    public JsonNode? Resolve(JsonNode? node) => node switch
    {
        JsonObject { Count: 1 } single when Function(single) is { } value => value,
        JsonObject members => new JsonObject(members.Select(member => KeyValuePair.Create(member.Key, Resolve(member.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Resolve)]),
        _ => node?.DeepClone(),
    };

    /// <summary>The node as text.</summary>
    public string Text(JsonNode? node) => Resolve(node)?.ToString() ?? "";

    /// <summary>The physical name of a resource: the one written in the template.</summary>
    public string NameOf(string logicalId)
    {
        var resource = resources[logicalId] ?? throw new SandboxException($"Stack {stack} refers to {logicalId}, which it does not have.");
        var type = (string?)resource["Type"];
        var property = type switch
        {
            ResourceTypes.Queue => "QueueName",
            ResourceTypes.Bucket => "BucketName",
            ResourceTypes.Rule => "Name",
            ResourceTypes.ManagedPolicy => "ManagedPolicyName",
            ResourceTypes.Role => "RoleName",
            ResourceTypes.User => "UserName",
            _ => throw new SandboxException($"The sandbox cannot refer to {logicalId} of stack {stack}: it is an {type}."),
        };
        return resource["Properties"]?[property] is { } name
            ? Text(name)
            : type is ResourceTypes.ManagedPolicy or ResourceTypes.Role or ResourceTypes.User
            ? $"{stack}-{logicalId}"
            : throw new SandboxException($"{logicalId} of stack {stack} has no {property}: the sandbox needs names as written, not generated.");
    }

    private JsonNode? Function(JsonObject call)
    {
        var (name, argument) = call.Single();
        return name switch
        {
            "Ref" => Reference((string)argument!),
            "Fn::GetAtt" => argument is JsonArray pair
                ? Attribute((string)pair[0]!, (string)pair[1]!)
                : Attribute(((string)argument!).Split('.', 2)[0], ((string)argument!).Split('.', 2)[1]),
            "Fn::Join" => string.Join((string)argument![0]!, argument[1]!.AsArray().Select(Text)),
            "Fn::Sub" => Substitute(argument!),
            _ when name.StartsWith("Fn::", StringComparison.Ordinal) =>
                throw new SandboxException($"Stack {stack} uses {name}, which the sandbox does not know."),
            _ => null,
        };
    }

    private string Reference(string name)
    {
        if (context.PseudoParameter(name, stack) is { } value)
        {
            return value;
        }

        return TypeOf(name) switch
        {
            ResourceTypes.Queue => context.QueueUrl(NameOf(name)),
            ResourceTypes.ManagedPolicy => context.IdentityArn("policy", NameOf(name)),
            ResourceTypes.Key => name,
            _ => NameOf(name),
        };
    }

    private string Attribute(string logicalId, string attribute) => (TypeOf(logicalId), attribute) switch
    {
        (ResourceTypes.Queue, "Arn") => context.QueueArn(NameOf(logicalId)),
        (ResourceTypes.Queue, "QueueName") => NameOf(logicalId),
        (ResourceTypes.Queue, "QueueUrl") => context.QueueUrl(NameOf(logicalId)),
        (ResourceTypes.Bucket, "Arn") => TemplateContext.BucketArn(NameOf(logicalId)),
        (ResourceTypes.Rule, "Arn") => context.RuleArn(NameOf(logicalId)),
        (ResourceTypes.Role, "Arn") => context.IdentityArn("role", NameOf(logicalId)),
        (ResourceTypes.User, "Arn") => context.IdentityArn("user", NameOf(logicalId)),
        (ResourceTypes.Key, "Arn") => context.KeyArn(logicalId),
        (ResourceTypes.Key, "KeyId") => logicalId,
        var (type, _) => throw new SandboxException(
            $"The sandbox does not know {attribute} of {logicalId} in stack {stack}, an {type ?? "unknown resource"}."),
    };

    private string? TypeOf(string logicalId) => (string?)resources[logicalId]?["Type"];

    private string Substitute(JsonNode argument)
    {
        var (text, own) = argument is JsonArray pair ? ((string)pair[0]!, pair[1]!.AsObject()) : ((string)argument!, []);
        return Variable().Replace(text, match =>
        {
            var name = match.Groups["name"].Value;
            if (match.Groups["literal"].Success)
            {
                return $"${{{name}}}";
            }

            if (own.TryGetPropertyValue(name, out var value))
            {
                return Text(value);
            }

            var dot = name.IndexOf('.', StringComparison.Ordinal);
            return dot < 0 ? Reference(name) : Attribute(name[..dot], name[(dot + 1)..]);
        });
    }

    // ${Name}, ${Resource.Attribute}, and ${!Name}, which stands for itself without the mark
    [GeneratedRegex(@"\$\{(?<literal>!)?(?<name>[^}]+)\}")]
    private static partial Regex Variable();
}
