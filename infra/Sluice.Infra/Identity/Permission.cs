using System.Text.Json.Nodes;
using Amazon.CDK.AWS.IAM;

namespace Sluice.Infra.Identity;

/// <summary>A statement of an identity policy.</summary>
/// <param name="Sid">What it is for.</param>
/// <param name="Actions">The actions that it allows.</param>
/// <param name="Resources">On what.</param>
/// <param name="Condition">Under which condition, if any.</param>
internal sealed record Permission(string Sid, string[] Actions, string[] Resources, PermissionCondition? Condition = null)
{
    public PolicyStatement ToStatement() => new(new PolicyStatementProps
    {
        Sid = Sid,
        Actions = Actions,
        Resources = Resources,
        Conditions = Condition is null
            ? null
            : new Dictionary<string, object> { [Condition.Operator] = new Dictionary<string, object> { [Condition.Key] = Condition.Values } },
    });

    public JsonObject ToJson() => new()
    {
        [nameof(Sid)] = Sid,
        ["Effect"] = "Allow",
        ["Action"] = Strings(Actions),
        ["Resource"] = Strings(Resources),
        [nameof(Condition)] = Condition is null ? null : new JsonObject { [Condition.Operator] = new JsonObject { [Condition.Key] = Strings(Condition.Values) } },
    };

    private static JsonArray Strings(string[] values) => [.. values.Select(value => JsonValue.Create(value))];
}
