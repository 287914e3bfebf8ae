namespace Sluice.Sandbox.Gateway;

/// <summary>What requests are counted by.</summary>
/// <param name="AccessKeyId">Access key that they are signed with, or an empty string.</param>
/// <param name="Operation">Service and operation, such as <c>sqs:DeleteMessageBatch</c>; of S3 the method, such as <c>s3:GET</c>.</param>
public sealed record CountedCall(string AccessKeyId, string Operation);
