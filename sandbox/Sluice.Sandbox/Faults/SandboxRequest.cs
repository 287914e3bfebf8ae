namespace Sluice.Sandbox.Faults;

/// <summary>A request that is about to be forwarded.</summary>
/// <param name="Service">Whom it is for.</param>
/// <param name="Operation">The SQS action, such as <c>ReceiveMessage</c>; the HTTP method for the others.</param>
/// <param name="Target">Path and query as they were sent.</param>
/// <param name="AccessKeyId">Access key that an AWS request is signed with, or an empty string.</param>
/// <param name="Body">The JSON of SQS, the statement for ClickHouse (its first MiB); empty for S3.</param>
public sealed record SandboxRequest(SandboxService Service, string Operation, string Target, string AccessKeyId, string Body);
