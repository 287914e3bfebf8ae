using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

/// <summary>What <c>cdk deploy --all --outputs-file</c> writes once CloudFormation has put in what a template's functions stand for.</summary>
internal static class DeployedOutputs
{
    public static JsonObject Of(SynthesizedPipeline pipeline) => new(pipeline.Stacks.Select(stack => KeyValuePair.Create(
        stack.Key,
        (JsonNode?)new JsonObject(stack.Value.Outputs.Select(output => KeyValuePair.Create(output.Key, (JsonNode?)Resolve(pipeline, stack.Value, output.Value)))))));

    /// <summary>The values of the outputs whose name has this in it.</summary>
    public static IEnumerable<string> Named(JsonObject stacks, string name) => stacks.SelectMany(stack => stack.Value!.AsObject())
        .Where(output => output.Key.Contains(name, StringComparison.Ordinal)).Select(output => (string)output.Value!);

    private static string Resolve(SynthesizedPipeline pipeline, CloudTemplate template, JsonNode value)
    {
        if (value is JsonValue text)
        {
            return (string)text!;
        }

        var id = (string?)value["Ref"] ?? (string)value["Fn::GetAtt"]![0]!;
        var resource = template.Resources[id];
        return ((string)resource["Type"]!, value["Ref"] is not null) switch
        {
            ("AWS::SQS::Queue", true) =>
                $"https://sqs.{pipeline.Topology.Region}.amazonaws.com/{pipeline.Topology.Account}/{resource["Properties"]!["QueueName"]}",
            var (type, _) => $"arn of {type} {id}",
        };
    }
}
