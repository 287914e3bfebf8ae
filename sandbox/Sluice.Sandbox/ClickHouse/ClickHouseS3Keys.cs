namespace Sluice.Sandbox;

/// <summary>A server's own credentials for S3, which statements that name none use.</summary>
/// <param name="Endpoint">S3.</param>
/// <param name="AccessKeyId">The access key id.</param>
/// <param name="Secret">The secret.</param>
internal sealed record ClickHouseS3Keys(Uri Endpoint, string AccessKeyId, string Secret);
