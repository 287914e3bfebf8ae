using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Xml.Linq;
using Sluice.Sandbox;

namespace Sluice.Bench.Compare.World;

/// <summary>Debian's ZooKeeper on 127.0.0.1, which S3Queue keeps its state in. It keeps its data in the sandbox's directory and ends with the sandbox.</summary>
internal sealed class ZooKeeperProcess : IAsyncDisposable
{
    /// <summary>The program, of Debian's package <c>zookeeper</c>.</summary>
    private const string Library = "/usr/share/java/zookeeper.jar";

    private const string Logging = "log4j.rootLogger=WARN, stderr\nlog4j.appender.stderr=org.apache.log4j.ConsoleAppender\nlog4j.appender.stderr.layout=org.apache.log4j.SimpleLayout\n";

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _interval = TimeSpan.FromMilliseconds(50);

    private readonly Process _process;
    private readonly LocalCloud _cloud;

    private ZooKeeperProcess(Process process, LocalCloud cloud)
    {
        _process = process;
        _cloud = cloud;
    }

    /// <summary>A port that is free now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>What ClickHouse has to know of it.</summary>
    public static XElement ClickHouseConfiguration(int port) =>
        new("zookeeper", new XElement("node", new XElement("host", "127.0.0.1"), new XElement("port", port)));

    /// <summary>Starts it and waits until it listens.</summary>
    /// <exception cref="SandboxException">It could not be started.</exception>
    public static async Task<ZooKeeperProcess> StartAsync(LocalCloud cloud, int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var directory = Path.Combine(cloud.Directory, "zookeeper");
        Directory.CreateDirectory(directory);
        var config = Path.Combine(directory, "zoo.cfg");
        await File.WriteAllTextAsync(
            config,
            $"tickTime=2000\ndataDir={directory}\nclientPort={port}\nclientPortAddress=127.0.0.1\nadmin.enableServer=false\nmaxClientCnxns=0\n",
            cancellationToken);
        await File.WriteAllTextAsync(Path.Combine(directory, "log4j.properties"), Logging, cancellationToken);
        if (!File.Exists(Library))
        {
            throw new SandboxException($"S3Queue needs ZooKeeper and there is no {Library}: on Debian, 'apt-get install zookeeper'.");
        }

        var info = new ProcessStartInfo(
            "java",
            ["-Xmx512m", "-Dzookeeper.jmx.log4j.disable=true", "-cp", $"{directory}:{Library}", "org.apache.zookeeper.server.ZooKeeperServerMain", config])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var process = Process.Start(info) ?? throw new SandboxException("ZooKeeper could not be started.");
        cloud.Adopt(process.Id);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var zooKeeper = new ZooKeeperProcess(process, cloud);
        try
        {
            await zooKeeper.WaitAsync(port, time, cancellationToken);
            return zooKeeper;
        }
        catch
        {
            await zooKeeper.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        using (_process)
        {
            _process.Kill();
            await _process.WaitForExitAsync();
            _cloud.Disown(_process.Id);
        }
    }

    private async Task WaitAsync(int port, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (!await ListensAsync(port, cancellationToken))
        {
            if (_process.HasExited || time.GetElapsedTime(started) > _patience)
            {
                throw new SandboxException($"ZooKeeper did not start within {_patience.TotalSeconds} s.");
            }

            await Task.Delay(_interval, time, cancellationToken);
        }
    }

    private static async Task<bool> ListensAsync(int port, CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
