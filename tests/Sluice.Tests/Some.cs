using Sluice.Configuration;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Tests;

/// <summary>Valid values that tests start from.</summary>
internal static class Some
{
    public const string Bucket = "data-pipeline-curated-dev";

    public static TopologyOptions TopologyOptions() => new()
    {
        Environment = "dev",
        Account = "111122223333",
        Region = "ap-northeast-2",
        Bucket = Bucket,
    };

    public static PipelineTopology Topology()
    {
        var errors = new List<ConfigurationError>();
        return PipelineTopology.Resolve(TopologyOptions(), errors) ?? throw new InvalidOperationException(string.Join("; ", errors));
    }

    public static SluiceSettings Settings() => new(
        Topology(),
        new AwsSettings(null, null, null),
        new ClickHouseSettings(new Uri("http://localhost:8123"), "default", "", new Uri("https://s3.ap-northeast-2.amazonaws.com")),
        new PipelineOptions(),
        new LoadingOptions(),
        new LedgerOptions());

    public static Domain Domain(string name = "market") => Topology().FindDomain(name)!;

    public static Delivery Delivery(string body, string domain = "market", int receiveCount = 1) => new(
        Domain(domain), "message-1", "receipt-1", body, receiveCount, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
}
