using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sluice.Sandbox.EventBridge;

/// <summary>
/// The input transformer of a rule's target
/// (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html). Like the service it escapes nothing,
/// so a value with a quote makes a message that is not JSON.
/// </summary>
internal sealed partial class InputTransformer
{
    private const int MaxPaths = 100;
    private const int MaxTemplateLength = 8192;

    private static readonly ImmutableHashSet<string> _predefined =
    [
        "aws.events.rule-arn",
        "aws.events.rule-name",
        "aws.events.event.ingestion-time",
        "aws.events.event",
        "aws.events.event.json",
    ];

    private readonly ImmutableDictionary<string, EventPath> _paths;
    private readonly ImmutableArray<TemplatePart> _template;

    /// <summary>Reads the two halves of a transformer.</summary>
    /// <param name="inputPathsMap">JSON path of each variable; at most 100.</param>
    /// <param name="inputTemplate">A JSON object or quoted string with <c>&lt;variables&gt;</c>; at most 8192 characters.</param>
    /// <exception cref="InvalidInputTransformerException">EventBridge would refuse the transformer.</exception>
    public InputTransformer(IReadOnlyDictionary<string, string> inputPathsMap, string inputTemplate)
    {
        Require(inputPathsMap.Count <= MaxPaths, $"{inputPathsMap.Count} paths are more than {MaxPaths}");
        Require(inputTemplate.Length is > 0 and <= MaxTemplateLength, $"the template has 1 to {MaxTemplateLength} characters");
        foreach (var name in inputPathsMap.Keys)
        {
            Require(VariableName().IsMatch(name), $"{name} is not a variable name of letters, digits, - and _");
        }

        _paths = inputPathsMap.ToImmutableDictionary(entry => entry.Key, entry => EventPath.Parse(entry.Value));
        _template = [.. TemplatePart.Split(inputTemplate)];
        foreach (var variable in _template.Where(part => part.IsVariable).Select(part => part.Text))
        {
            Require(_paths.ContainsKey(variable) || _predefined.Contains(variable), $"the placeholder <{variable}> has no path");
        }
    }

    /// <summary>The message for the target.</summary>
    public string Transform(JsonElement @event, TransformContext context)
    {
        var message = new StringBuilder();
        foreach (var part in _template)
        {
            message.Append(part.IsVariable ? Render(part, @event, context) : part.Text);
        }

        return message.ToString();
    }

    private string Render(TemplatePart variable, JsonElement @event, TransformContext context) => variable.Text switch
    {
        "aws.events.rule-arn" => Quote(context.RuleArn, variable.InString),
        "aws.events.rule-name" => Quote(context.RuleName, variable.InString),
        "aws.events.event.ingestion-time" => Quote(EventJson.FormatTime(context.IngestionTime), variable.InString),
        "aws.events.event" => EventJson.Compact(@event, except: "detail"),
        "aws.events.event.json" => EventJson.Compact(@event),
        var name => Render(_paths[name].Find(@event), variable.InString),
    };

    private static string Render(JsonElement? found, bool inString) => found switch
    {
        null => Quote("", inString),
        { ValueKind: JsonValueKind.String } text => Quote(text.GetString()!, inString),
        { ValueKind: JsonValueKind.Object or JsonValueKind.Array } tree when inString =>
            EventJson.Compact(tree).Replace("\"", "", StringComparison.Ordinal),
        { } value => EventJson.Compact(value),
    };

    private static string Quote(string text, bool inString) => inString ? text : $"\"{text}\"";

    private static void Require(bool met, string reason)
    {
        if (!met)
        {
            throw new InvalidInputTransformerException(reason);
        }
    }

    [GeneratedRegex(@"^[A-Za-z0-9_-]+\z")]
    private static partial Regex VariableName();
}
