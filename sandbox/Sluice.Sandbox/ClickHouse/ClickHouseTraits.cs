namespace Sluice.Sandbox;

/// <summary>What the servers of a sandbox are started with besides their users.</summary>
/// <param name="LogLevel">How much a server writes into its log.</param>
/// <param name="S3Keys">What a server signs its own requests to S3 with, or null.</param>
internal sealed record ClickHouseTraits(string LogLevel, ClickHouseS3Keys? S3Keys);
