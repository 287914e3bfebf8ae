namespace Sluice.Sandbox.Policies;

/// <summary>What is asked of a policy.</summary>
/// <param name="Caller">Who asks.</param>
/// <param name="Action">What for, such as <c>s3:GetObject</c>.</param>
/// <param name="Resource">ARN of what it is done to.</param>
/// <param name="Conditions">Values of the condition keys that the request has besides those of <see cref="ConditionKeys.Common"/>.</param>
internal sealed record PolicyRequest(PolicyCaller Caller, string Action, string Resource, IReadOnlyDictionary<string, string> Conditions);
