using System.Xml.Linq;

namespace Sluice.Sandbox;

/// <summary>What the servers of a sandbox are started with besides their users.</summary>
/// <param name="LogLevel">How much a server writes into its log.</param>
/// <param name="S3Keys">What a server signs its own requests to S3 with, or null.</param>
/// <param name="Configuration">Elements that go before the sandbox's own of the same name.</param>
/// <param name="Cluster">The cluster that a server knows of, or null.</param>
internal sealed record ClickHouseTraits(string LogLevel, ClickHouseS3Keys? S3Keys, IReadOnlyList<XElement> Configuration, ClickHouseCluster? Cluster);
