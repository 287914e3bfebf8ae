using Amazon.CDK;
using Sluice.Infra.Configuration;
using Sluice.Infra.Identity;
using Sluice.Infra.Ingest;
using Sluice.Infra.Keys;
using Sluice.Infra.Storage;
using Sluice.Infra.Watch;
using Sluice.Topology;
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
        var key = KeyArn(app, configuration);
        var ingest = new IngestStack(app, configuration, key);
        if (!configuration.Options.ImportBucket)
        {
            // The rules stand before the bucket speaks: an event that meets no rule is gone
            new StorageStack(app, configuration, key).AddDependency(ingest);
        }

        _ = new IdentityStack(app, configuration, key);
        new WatchStack(app, configuration, key).AddDependency(ingest);
        Tag(app, configuration);
    }

    private static string? KeyArn(App app, InfraConfiguration configuration) => configuration.Options switch
    {
        { Encryption: EncryptionAtRest.ServiceManaged } => null,
        { KmsKeyArn: { Length: > 0 } given } => given,
        _ => new KeyStack(app, configuration).KeyArn,
    };

    private static void Tag(App app, InfraConfiguration configuration)
    {
        var tags = Tags.Of(app);
        tags.Add("project", "sluice");
        tags.Add("environment", configuration.Topology.Environment);
        foreach (var (key, value) in configuration.Options.Tags)
        {
            tags.Add(key, value);
        }
    }
}
