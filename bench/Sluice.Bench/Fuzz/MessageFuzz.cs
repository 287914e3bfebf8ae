using Sluice.Configuration;
using Sluice.Topology;

namespace Sluice.Bench.Fuzz;

/// <summary>Hostile messages against the agent's admitting and quoting, without any server.</summary>
internal static class MessageFuzz
{
    private const string Bucket = "data-pipeline-curated-dev";

    /// <summary>The configuration that the messages are for.</summary>
    public static SluiceSettings Settings { get; } = new(
        PipelineTopology.Resolve(
            new TopologyOptions { Environment = "dev", Account = "111122223333", Region = "ap-northeast-2", Bucket = Bucket }, new List<ConfigurationError>())!,
        new AwsSettings(null, null, null),
        new ClickHouseSettings(new Uri("http://localhost:8123"), "default", "", new Uri("https://s3.ap-northeast-2.amazonaws.com")),
        new PipelineOptions(),
        new LoadingOptions(),
        new LedgerOptions());

    /// <summary>Tries the messages of a seed.</summary>
    public static Task<FuzzResult> RunAsync(long cases, int seed, TimeProvider time, Action<long, long> progress, CancellationToken cancellationToken) =>
        new FuzzRun(new CaseCheck(Settings).RunAsync, time).RunAsync(new CaseMaker(seed, Bucket).Make, cases, seed, progress, cancellationToken);
}
