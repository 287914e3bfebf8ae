using System.Collections.Immutable;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Emulator;
using Sluice.Sandbox.Policies;
using Sluice.Topology;

namespace Sluice.Sandbox.Gateway.Permissions;

/// <summary>Decides what the owner of an access key may do. Until the templates are deployed only an administrator may do anything.</summary>
/// <param name="keys">Whose access keys are.</param>
/// <param name="names">Names of the users and roles.</param>
/// <param name="region">The Region.</param>
/// <param name="record">Takes what is asked.</param>
internal sealed class Authority(AccessKeys keys, ResourceNames names, string region, CallRecord record)
{
    private const string S3Actions = "s3:";

    private volatile CloudPolicies _policies = CloudPolicies.None;

    public static string Account => FauxqsProcess.Account;

    public string Region => region;

    /// <summary>From now on these decide.</summary>
    public void Deploy(CloudPolicies policies) => _policies = policies;

    /// <summary>Who that is, or null for an administrator.</summary>
    /// <param name="accessKeyId">The key.</param>
    /// <param name="isSession">Whether a session token came with it, which makes a role's session of the agent.</param>
    public PolicyCaller? CallerOf(string accessKeyId, bool isSession) => keys.IdentityOf(accessKeyId) switch
    {
        SandboxIdentity.Agent => isSession ? PolicyCaller.Session(Account, names.AgentPolicy) : PolicyCaller.User(Account, names.AgentPolicy),
        SandboxIdentity.Operator => PolicyCaller.User(Account, names.OperatorPolicy),
        SandboxIdentity.ClickHouse => PolicyCaller.User(Account, $"{names.AgentPolicy}-clickhouse"),
        _ => null,
    };

    /// <summary>Whether the owner of the key may do it; what is asked is recorded.</summary>
    /// <returns>Null when it is allowed, else why not, as AWS says it.</returns>
    public string? Refusal(string accessKeyId, PolicyCaller caller, AwsOperation operation)
    {
        var decision = Decide(accessKeyId, caller, operation);
        record.Add(new RecordedCall(caller.Arn, operation.Action, operation.Resource, decision == PolicyDecision.Allow));
        return decision == PolicyDecision.Allow ? null : Reason(caller, operation, decision);
    }

    /// <summary>Whether the owner of the access key learns that an object is not there: only who may list the bucket does.</summary>
    /// <returns>Null when so, else what S3 says instead.</returns>
    public string? HidesMissing(string accessKeyId, PolicyCaller caller, string objectArn)
    {
        var listing = new AwsOperation(S3Operations.ListBucket, objectArn.Split('/', 2)[0]);
        var decision = Decide(accessKeyId, caller, listing);
        return decision == PolicyDecision.Allow ? null : Reason(caller, listing, decision);
    }

    private PolicyDecision Decide(string accessKeyId, PolicyCaller caller, AwsOperation operation)
    {
        if (operation.IsUnknown)
        {
            return PolicyDecision.ImplicitDeny;
        }

        var policies = _policies;
        var own = keys.IdentityOf(accessKeyId) switch
        {
            SandboxIdentity.Agent => policies.Agent,
            SandboxIdentity.Operator => policies.Operator,
            _ => OfS3(policies.Agent),
        };
        return policies.Decide(
            own,
            new PolicyRequest(caller, operation.Action, operation.Resource, new Dictionary<string, string>(operation.Conditions) { ["aws:RequestedRegion"] = region }));
    }

    private static ImmutableArray<PolicyStatement> OfS3(ImmutableArray<PolicyStatement> statements) =>
        statements.RemoveAll(statement => !statement.Actions.All(action => action.StartsWith(S3Actions, StringComparison.OrdinalIgnoreCase)));

    // SQS writes its actions small.
    private static string Written(string action) => action.StartsWith(S3Actions, StringComparison.Ordinal) ? action : action.ToLowerInvariant();

    private static string Reason(PolicyCaller caller, AwsOperation operation, PolicyDecision decision)
    {
        var why = (operation.IsUnknown, decision) switch
        {
            (true, _) => "because the sandbox knows no such action",
            (_, PolicyDecision.DeniedByIdentity) => "with an explicit deny in an identity-based policy",
            (_, PolicyDecision.DeniedByResource) => "with an explicit deny in a resource-based policy",
            _ => $"because no identity-based policy allows the {Written(operation.Action)} action",
        };
        return $"User: {caller.Arn} is not authorized to perform: {Written(operation.Action)} on resource: {operation.Resource} {why}";
    }
}
