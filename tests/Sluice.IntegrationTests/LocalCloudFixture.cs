using Sluice.IntegrationTests;
using Sluice.Sandbox;
using Sluice.Topology;

[assembly: AssemblyFixture(typeof(LocalCloudFixture))]

namespace Sluice.IntegrationTests;

/// <summary>One local cloud for all tests of the assembly: each test takes keys and tables of its own.</summary>
public class LocalCloudFixture : IAsyncLifetime
{
    /// <summary>A domain that only the sandbox's own tests use, so that nobody takes their messages.</summary>
    public const string SandboxDomain = "sandbox";

    /// <summary>Domains whose tables replace and skip overwritten content, and one whose agent stages what is larger than 1 MiB.</summary>
    public const string ReplacingDomain = "replacing", SkippingDomain = "skipping", StagingDomain = "staging";

    /// <summary>A domain for operators' commands: no agent loads it unless the test starts one.</summary>
    public const string OperatedDomain = "operated";

    /// <summary>A domain whose agent may also list the bucket, so that it is told when an object is not there.</summary>
    public const string ListingDomain = "listing";

    /// <summary>A domain whose agent is measured and traced: nobody else's objects are among its own.</summary>
    public const string MeasuredDomain = "measured";

    /// <summary>A domain whose agent has another idea of its prefix than the rest of the cloud: nobody else's messages are in its queue.</summary>
    public const string MistakenDomain = "mistaken";

    private LocalCloud? _cloud;

    public LocalCloud Cloud => _cloud ?? throw new InvalidOperationException("The local cloud has not started.");

    /// <summary>What it is started with.</summary>
    private protected virtual SandboxOptions Options => new()
    {
        Domains = new Dictionary<string, DomainOptions>(DefaultDomains.Create())
        {
            [SandboxDomain] = new(),
            [ReplacingDomain] = new(),
            [SkippingDomain] = new(),
            [StagingDomain] = new(),
            [OperatedDomain] = new(),
            [ListingDomain] = new(),
            [MeasuredDomain] = new(),
            [MistakenDomain] = new(),
        },
    };

    public virtual async ValueTask InitializeAsync() =>
        _cloud = await LocalCloud.StartAsync(Options, cancellationToken: TestContext.Current.CancellationToken);

    public virtual async ValueTask DisposeAsync()
    {
        if (_cloud is not null)
        {
            await _cloud.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }
}
