namespace Sluice.Sandbox.Gateway.Permissions;

/// <summary>Of a request for an object: should it not be there, the caller is told that it is not allowed, as S3 tells those who may not list the bucket.</summary>
/// <param name="Reason">What it is told.</param>
internal sealed record HiddenAbsence(string Reason);
