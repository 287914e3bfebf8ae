using System.Xml.Linq;
using Amazon.SQS;
using Sluice.Sandbox;

namespace Sluice.Bench.Compare.World;

/// <summary>One local cloud with everything that is compared in it.</summary>
internal sealed class Arena : IAsyncDisposable
{
    private readonly ZooKeeperProcess _zooKeeper;

    private Arena(LocalCloud cloud, ZooKeeperProcess zooKeeper)
    {
        Cloud = cloud;
        _zooKeeper = zooKeeper;
        Database = new BenchDatabase(cloud);
        Objects = new ObjectStore(cloud, Database);
        Sqs = cloud.CreateSqsClient();
    }

    public LocalCloud Cloud { get; }

    public BenchDatabase Database { get; }

    public ObjectStore Objects { get; }

    /// <summary>SQS with the account owner's key.</summary>
    public IAmazonSQS Sqs { get; }

    /// <summary>Starts it; its rules are disabled, so that objects are announced only where a measurement says so.</summary>
    public static async Task<Arena> StartAsync(SandboxOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        var port = ZooKeeperProcess.FreePort();
        var cloud = await LocalCloud.StartAsync(
            options with
            {
                ClickHouseLogLevel = "warning",
                ClickHouseConfiguration =
                [
                    ZooKeeperProcess.ClickHouseConfiguration(port),
                    new XElement("part_log", new XElement("database", "system"), new XElement("table", "part_log")),

                    // What a server has by default: S3Queue works in this pool.
                    new XElement("background_message_broker_schedule_pool_size", 16),
                ],
            },
            cancellationToken: cancellationToken);
        try
        {
            cloud.RulesEnabled = false;
            return new Arena(cloud, await ZooKeeperProcess.StartAsync(cloud, port, time, cancellationToken));
        }
        catch
        {
            await cloud.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Sqs.Dispose();
        Objects.Dispose();
        Database.Dispose();
        await _zooKeeper.DisposeAsync();
        await Cloud.DisposeAsync();
    }
}
