using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Operating.Doctor;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Operating;

/// <summary>A healthy cloud of one domain, with one prepared table, for <c>sluice doctor</c>.</summary>
public sealed class DoctorFixture : LocalCloudFixture
{
    public const string Domain = "market";

    private protected override SandboxOptions Options => new() { Domains = new Dictionary<string, DomainOptions> { [Domain] = new() } };

    internal OperatorBench Bench => new(Cloud);

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await Bench.DoAsync($"CREATE TABLE {Domain}.prices (id UInt64, text String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
    }

    /// <summary>Makes the checks with other settings than the cloud's, or by another clock.</summary>
    internal static async Task<IReadOnlyList<Finding>> CheckAsync(LocalCloud cloud, Func<SluiceSettings, SluiceSettings>? change = null, TimeProvider? time = null)
    {
        var settings = ConfigurationLoader.Load(cloud.ConfigPath);
        settings = change?.Invoke(settings) ?? settings;
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton(time ?? TimeProvider.System)
            .AddSluiceOperations(settings)
            .AddDoctor(settings, settings)
            .BuildServiceProvider();
        var findings = new List<Finding>();
        await foreach (var result in services.GetRequiredService<DoctorRun>().RunAsync(TestContext.Current.CancellationToken))
        {
            findings.AddRange(result.Findings);
        }

        return findings;
    }

    /// <inheritdoc cref="CheckAsync(LocalCloud, Func{SluiceSettings, SluiceSettings}?, TimeProvider?)"/>
    internal Task<IReadOnlyList<Finding>> CheckAsync(Func<SluiceSettings, SluiceSettings>? change = null, TimeProvider? time = null) => CheckAsync(Cloud, change, time);
}

/// <summary>The tests that share the cloud, one after the other, since each breaks something.</summary>
[CollectionDefinition]
public sealed class DoctoredCloud : ICollectionFixture<DoctorFixture>;
