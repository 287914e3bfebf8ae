using Sluice.Sandbox.EventBridge;

namespace Sluice.Sandbox.Gateway;

/// <summary>An object that the emulator has just stored.</summary>
/// <param name="Bucket">Its bucket.</param>
/// <param name="Key">Its key.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="ETag">Its entity tag, without quotes.</param>
/// <param name="VersionId">Its version, or null when the bucket keeps none.</param>
/// <param name="Reason">The operation.</param>
/// <param name="RequestId">The S3 request that created it.</param>
internal sealed record ObjectCreation(
    string Bucket, string Key, long Size, string ETag, string? VersionId, ObjectCreatedReason Reason, string RequestId);
