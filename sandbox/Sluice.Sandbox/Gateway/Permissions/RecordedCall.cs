namespace Sluice.Sandbox.Gateway.Permissions;

/// <summary>A call of somebody who is held to policies.</summary>
/// <param name="Principal">ARN of who called.</param>
/// <param name="Action">What for, such as <c>s3:GetObject</c>.</param>
/// <param name="Resource">ARN of what it is done to.</param>
/// <param name="IsAllowed">Whether the policies allow it.</param>
public sealed record RecordedCall(string Principal, string Action, string Resource, bool IsAllowed);
