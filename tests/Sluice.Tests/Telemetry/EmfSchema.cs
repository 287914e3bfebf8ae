using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sluice.Tests.Telemetry;

/// <summary>
/// CloudWatch's embedded metric format: the schema of AWS's specification, and what the specification demands besides
/// (https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html).
/// </summary>
internal static class EmfSchema
{
    /// <summary>What is wrong with a line; empty when it is valid.</summary>
    public static IReadOnlyList<string> ErrorsOf(string line)
    {
        using var stream = typeof(EmfSchema).Assembly.GetManifestResourceStream("emf.schema.json")!;
        var document = JsonNode.Parse(line)!;
        var errors = Errors(JsonNode.Parse(stream)!.AsObject(), document, "$").ToList();
        return errors.Count > 0 ? errors : [.. TargetErrors(line, document.AsObject())];
    }

    private static IEnumerable<string> TargetErrors(string line, JsonObject root)
    {
        if (line.Contains('\n', StringComparison.Ordinal) || Encoding.UTF8.GetByteCount(line) > 256 * 1024)
        {
            yield return "more than a line, or than 256 KiB";
        }

        foreach (var directive in root["_aws"]!["CloudWatchMetrics"]!.AsArray())
        {
            foreach (var dimension in directive!["Dimensions"]!.AsArray().SelectMany(set => set!.AsArray()).Where(name => root[(string)name!]?.GetValueKind() != JsonValueKind.String))
            {
                yield return $"dimension {dimension} is no string of the root";
            }

            foreach (var name in directive["Metrics"]!.AsArray().Select(metric => (string)metric!["Name"]!))
            {
                var values = root[name] is JsonArray array ? [.. array] : new List<JsonNode?> { root[name] };
                if (values.Count is 0 or > 100 || values.Exists(value => value?.GetValueKind() != JsonValueKind.Number))
                {
                    yield return $"metric {name} is not 1 to 100 numbers of the root";
                }
            }
        }
    }

    private static IEnumerable<string> Errors(JsonObject schema, JsonNode? value, string path) => schema.SelectMany(rule => rule.Key switch
    {
        "type" => When(!IsOfType((string)rule.Value!, value), $"{path} is no {rule.Value}"),
        "required" => rule.Value!.AsArray().Where(name => value is JsonObject all && !all.ContainsKey((string)name!)).Select(name => $"{path} has no {name}"),
        "properties" => rule.Value!.AsObject().Where(property => value?[property.Key] is not null)
            .SelectMany(property => Errors(property.Value!.AsObject(), value![property.Key], $"{path}.{property.Key}")),
        "items" => value is JsonArray items ? items.SelectMany((item, index) => Errors(rule.Value!.AsObject(), item, $"{path}[{index}]")) : [],
        "minItems" => When(value is JsonArray few && few.Count < (int)rule.Value!, $"{path} has fewer than {rule.Value}"),
        "maxItems" => When(value is JsonArray many && many.Count > (int)rule.Value!, $"{path} has more than {rule.Value}"),
        "minLength" => When(Text(value)?.Length < (int)rule.Value!, $"{path} is shorter than {rule.Value}"),
        "maxLength" => When(Text(value)?.Length > (int)rule.Value!, $"{path} is longer than {rule.Value}"),
        "pattern" => When(Text(value) is { } text && !Regex.IsMatch(text, (string)rule.Value!), $"{path} does not match {rule.Value}"),
        _ => throw new NotSupportedException($"the schema's {rule.Key} is not judged here"),
    });

    private static string[] When(bool isWrong, string error) => isWrong ? [error] : [];

    private static string? Text(JsonNode? value) => value?.GetValueKind() == JsonValueKind.String ? (string)value! : null;

    private static bool IsOfType(string type, JsonNode? value) => (type, value?.GetValueKind()) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) => true,
        ("integer", JsonValueKind.Number) => value!.AsValue().TryGetValue<long>(out _),
        _ => false,
    };
}
