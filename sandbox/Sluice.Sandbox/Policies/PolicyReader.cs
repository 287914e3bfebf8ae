using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Sluice.Sandbox.Policies;

/// <summary>
/// Reads policy documents whose functions are resolved (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html). What it does not
/// know is an error: a condition that is left out would allow more than AWS does.
/// </summary>
internal static class PolicyReader
{
    private static readonly string[] _known = ["Sid", "Effect", "Principal", "Action", "Resource", "Condition"];

    /// <summary>Reads an identity policy, or a resource policy, whose statements have principals.</summary>
    /// <param name="document">The document.</param>
    /// <param name="policy">What errors call it.</param>
    /// <param name="isOfResource">Which of the two it is.</param>
    /// <exception cref="SandboxException">It has what the sandbox does not know.</exception>
    public static ImmutableArray<PolicyStatement> Read(JsonNode? document, string policy, bool isOfResource)
    {
        try
        {
            var statements = document?["Statement"] switch
            {
                JsonArray several => several.Select(statement => statement!.AsObject()),
                JsonObject one => [one],
                _ => throw new FormatException("no Statement"),
            };
            return [.. statements.Select(statement => Statement(statement, isOfResource))];
        }
        catch (FormatException e)
        {
            throw new SandboxException($"{policy} has {e.Message}.", e);
        }
    }

    private static PolicyStatement Statement(JsonObject statement, bool isOfResource)
    {
        if (statement.FirstOrDefault(member => !_known.Contains(member.Key)) is { Key: { } unknown })
        {
            throw new FormatException($"the element {unknown}, which the sandbox does not know");
        }

        var effect = statement["Effect"]?.ToString();
        if (effect is not ("Allow" or "Deny"))
        {
            throw new FormatException($"the effect {effect ?? "nothing"} instead of Allow or Deny");
        }

        if (statement.ContainsKey("Principal") != isOfResource)
        {
            throw new FormatException($"a statement {(isOfResource ? "without" : "with")} Principal");
        }

        return new PolicyStatement(
            statement["Sid"]?.ToString() ?? "",
            effect == "Deny",
            isOfResource ? Principals(statement["Principal"]!) : null,
            Required(statement, "Action"),
            Required(statement, "Resource"),
            [.. (statement["Condition"]?.AsObject() ?? []).SelectMany(group => Conditions(group.Key, group.Value!.AsObject()))]);
    }

    private static PolicyPrincipals Principals(JsonNode principal)
    {
        if (principal is not JsonObject named)
        {
            return principal.ToString() == "*" ? new(IsEverybody: true, [], []) : throw new FormatException($"the principal {principal}, which the sandbox does not know");
        }

        if (named.FirstOrDefault(kind => kind.Key is not ("AWS" or "Service")) is { Key: { } unknown })
        {
            throw new FormatException($"a principal of the kind {unknown}, which the sandbox does not know");
        }

        var arns = Texts(named["AWS"]);
        return new(arns.Contains("*"), arns, Texts(named["Service"]));
    }

    private static IEnumerable<PolicyCondition> Conditions(string name, JsonObject keys) =>
        keys.Select(key => PolicyCondition.Parse(name, key.Key, Texts(key.Value)));

    private static ImmutableArray<string> Required(JsonObject statement, string element) =>
        Texts(statement[element]) is { Length: > 0 } texts ? texts : throw new FormatException($"a statement without {element}");

    private static ImmutableArray<string> Texts(JsonNode? node)
    {
        ImmutableArray<string> texts = node switch
        {
            null => [],
            JsonArray several => [.. several.Select(each => each!.ToString())],
            _ => [node.ToString()],
        };
        return texts.FirstOrDefault(text => text.Contains("${", StringComparison.Ordinal)) is { } variable
            ? throw new FormatException($"the policy variable of {variable}, which the sandbox does not know")
            : texts;
    }
}
