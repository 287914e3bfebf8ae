namespace Sluice.Watching;

/// <summary>What S3 says of an object.</summary>
internal sealed record StoredObject(string ETag, long Size, DateTimeOffset LastModified);
