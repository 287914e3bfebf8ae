namespace Sluice.Sandbox.Gateway.Permissions;

/// <summary>What a request asks for, in the words of policies.</summary>
/// <param name="Action">The action, such as <c>sqs:ReceiveMessage</c>.</param>
/// <param name="Resource">ARN of what it is done to.</param>
/// <param name="Conditions">Values of the condition keys that only this action has.</param>
internal sealed record AwsOperation(string Action, string Resource, IReadOnlyDictionary<string, string> Conditions)
{
    private static readonly Dictionary<string, string> _none = [];

    public AwsOperation(string action, string resource)
        : this(action, resource, _none)
    {
    }

    /// <summary>Whether the sandbox knows no such action: then nobody is allowed it who is held to policies.</summary>
    public bool IsUnknown { get; init; }

    /// <summary>One that the sandbox does not know.</summary>
    public static AwsOperation Unknown(string service, string name, string resource) => new($"{service}:{name}", resource) { IsUnknown = true };
}
