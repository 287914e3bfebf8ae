using System.Xml.Linq;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Sandbox;

/// <summary>A cloud of its own, whose rules may be disabled without harm to other tests.</summary>
public sealed class MeasuredCloud : IAsyncLifetime
{
    public LocalCloud Cloud { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Cloud = await LocalCloud.StartAsync(new SandboxOptions
    {
        ClickHouseConfiguration = [new XElement("mark_cache_size", 33 << 20), new XElement("part_log", new XElement("database", "system"), new XElement("table", "part_log"))],
    });

    public ValueTask DisposeAsync() => Cloud.DisposeAsync();
}
