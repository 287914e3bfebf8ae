using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

/// <summary>A synthesized template, read as CloudFormation and the sandbox read it.</summary>
public sealed class CloudTemplate(JsonObject document)
{
    public JsonObject Document { get; } = document;

    public IReadOnlyDictionary<string, JsonNode> Resources { get; } =
        document[nameof(Resources)]!.AsObject().ToDictionary(entry => entry.Key, entry => entry.Value!);

    /// <summary>The values of the outputs.</summary>
    public IReadOnlyDictionary<string, JsonNode> Outputs { get; } =
        document[nameof(Outputs)]?.AsObject().ToDictionary(entry => entry.Key, entry => entry.Value!["Value"]!) ?? [];

    public static CloudTemplate Load(string path) => new(JsonNode.Parse(File.ReadAllText(path))!.AsObject());

    /// <summary>The properties without the tags, which <see cref="EnvironmentTests"/> looks at for all.</summary>
    public static JsonObject PropertiesOf(JsonNode resource)
    {
        var properties = resource["Properties"]!.DeepClone().AsObject();
        properties.Remove("Tags");
        return properties;
    }

    /// <summary>All resources of a type, by logical id.</summary>
    public IEnumerable<KeyValuePair<string, JsonNode>> OfType(string type) =>
        Resources.Where(resource => (string?)resource.Value["Type"] == type);

    /// <summary>The one resource of a type, which has a property of this value if one is given.</summary>
    public KeyValuePair<string, JsonNode> One(string type, string? property = null, string? value = null) =>
        OfType(type).Where(resource => property is null || (string?)resource.Value["Properties"]![property] == value)
            .ShouldHaveSingleItem();

    public KeyValuePair<string, JsonNode> Queue(string name) => One("AWS::SQS::Queue", "QueueName", name);

    public JsonNode Rule(string name) => One("AWS::Events::Rule", "Name", name).Value["Properties"]!;

    /// <summary>The statements of a managed policy.</summary>
    public JsonArray Policy(string name) =>
        One("AWS::IAM::ManagedPolicy", "ManagedPolicyName", name).Value["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray();

    /// <summary>The statements of the one policy of a queue.</summary>
    public JsonArray QueuePolicy(string queueId) => OfType("AWS::SQS::QueuePolicy")
        .Where(policy => policy.Value["Properties"]!["Queues"]!.AsArray().Any(queue => (string?)queue!["Ref"] == queueId))
        .ShouldHaveSingleItem().Value["Properties"]!["PolicyDocument"]!["Statement"]!.AsArray();
}
