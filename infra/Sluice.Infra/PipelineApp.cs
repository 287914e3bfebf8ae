using Amazon.CDK;
using Sluice.Infra.Configuration;
using Sluice.Infra.Identity;
using Sluice.Infra.Ingest;
using Sluice.Infra.Storage;
using Environment = System.Environment;

namespace Sluice.Infra;

/// <summary>The CDK app: what it is made with, where its configuration lies, and its stacks.</summary>
internal static class PipelineApp
{
    /// <summary>An app without stacks, that synthesizes into <paramref name="outputDirectory"/>.</summary>
    /// <param name="outputDirectory">Default: <c>CDK_OUTDIR</c>, which the CDK CLI sets, else <c>cdk.out</c>.</param>
    public static App Create(string? outputDirectory = null) =>
        new(new AppProps
        {
            Outdir = outputDirectory ?? Environment.GetEnvironmentVariable("CDK_OUTDIR") ?? "cdk.out",
            AnalyticsReporting = false,
            TreeMetadata = false,
            // Here and not in cdk.json, so that the templates are the same without the CLI
            Context = new Dictionary<string, object> { ["@aws-cdk/core:enablePartitionLiterals"] = true },
        });

    /// <summary>Context <c>config</c>, else the variable <c>SLUICE_CONFIG</c>, else the example next to <c>cdk.json</c>.</summary>
    public static string ConfigurationPath(App app) =>
        app.Node.TryGetContext("config") as string ?? Environment.GetEnvironmentVariable("SLUICE_CONFIG") ?? "sluice.json";

    /// <summary>Adds the stacks of one environment.</summary>
    public static void AddStacks(App app, InfraConfiguration configuration)
    {
        var topology = configuration.Topology;
        var ingest = new IngestStack(app, topology);
        var storage = new StorageStack(app, topology);
        _ = new IdentityStack(app, topology, configuration.Options);

        // The rules stand before the bucket speaks: an event that meets no rule is gone
        storage.AddDependency(ingest);
    }
}
