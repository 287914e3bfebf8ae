using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Sluice.Cli.Demo;
using Sluice.IntegrationTests.Cli;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Hosting;

/// <summary>Where <c>sluice run</c> is reached, and how it starts and stops with it.</summary>
[Trait("Category", "Integration")]
public sealed class HostingTests(HostedCloud cloud) : IClassFixture<HostedCloud>
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_and_metrics_are_served_at_one_address_and_the_console_at_another_whatever_Host_says()
    {
        await using var agent = await WatchedAgent.StartAsync(cloud.Cloud);
        var (monitoring, console) = (agent.Monitoring, agent.Console);

        foreach (var path in (string[])["/health/live", "/metrics"])
        {
            var (status, body) = await agent.GetAsync(monitoring, path);
            status.ShouldBe(HttpStatusCode.OK);
            foreach (var host in (string?[])[null, monitoring.Authority])
            {
                (await agent.GetAsync(console, path, host)).Body.ShouldNotContain(body[..20], Case.Sensitive, "not at the console's address");
            }
        }

        foreach (var path in (string[])["/", "/objects", "/_framework/blazor.web.js"])
        {
            (await agent.GetAsync(monitoring, path, console.Authority)).Status.ShouldBe(HttpStatusCode.NotFound, "no console at the monitoring address");
        }

        (await agent.GetAsync(console, "/")).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("monitoring")]
    [InlineData("console")]
    public async Task An_address_that_is_taken_is_one_sentence_and_nothing_is_received(string setting)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var address = $"http://{taken.LocalEndpoint}";
        var table = await cloud.UploadAsync();

        await using var agent = SluiceProcess.Start(
            new Dictionary<string, string?> { [$"SLUICE__{setting.ToUpperInvariant()}__LISTEN"] = address }, "run", "--config", cloud.Cloud.ConfigPath);
        await agent.EndAsync();

        agent.ExitCode.ShouldBe(4);
        agent.Error.TrimEnd().ShouldBe(
            $"{setting}.listen is {address}, which cannot be listened on: Address already in use. Choose another address or port (port 0 takes any that is free), or end what listens there.");
        await using var another = await WatchedAgent.StartAsync(cloud.Cloud);
        await another.Process.SaysAsync($"market.{table} (attempt 1;");
    }

    [Fact]
    public async Task Without_addresses_it_loads_and_nobody_can_reach_it()
    {
        var off = new Dictionary<string, string?> { ["SLUICE__MONITORING__ENABLED"] = "false", ["SLUICE__CONSOLE__ENABLED"] = "false" };
        await using var agent = await WatchedAgent.StartAsync(cloud.Cloud, off);
        var table = await cloud.UploadAsync();

        await agent.Process.SaysAsync($"market.{table} (attempt 1;");
        await agent.Process.SignalAsync("TERM");
        await agent.Process.EndAsync();

        agent.Process.ExitCode.ShouldBe(0);
        agent.Process.Error.ShouldNotContain("Health and metrics at");
        agent.Process.Error.ShouldNotContain("Console at");
    }

    [Fact]
    public async Task Who_watches_does_not_keep_it_from_stopping_and_a_load_in_hand_finishes()
    {
        await using var agent = await WatchedAgent.StartAsync(cloud.Cloud, new Dictionary<string, string?> { ["SLUICE__PIPELINE__SHUTDOWNTIMEOUT"] = "00:00:20" });
        using var idle = await ConnectAsync(agent.Console, "");
        using var unfinished = await ConnectAsync(agent.Console, "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
        using var probe = await ConnectAsync(agent.Monitoring, "POST /health/live HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n");
        var table = await cloud.UploadAsync(seconds: 2);
        await InsertRunsAsync(table);

        await agent.Process.SignalAsync("TERM");
        await agent.Process.EndAsync();

        agent.Process.ExitCode.ShouldBe(0, agent.Process.Error);
        agent.Process.Error.Contains($"market.{table} (attempt 1;", StringComparison.Ordinal).ShouldBeTrue(agent.Process.Error);
        agent.Process.Error.ShouldNotContain("given up");
        (await cloud.SqlAsync($"SELECT count() FROM market.{table}")).ShouldBe("300");
    }

    [Fact]
    public async Task The_console_is_served_by_TLS_with_the_configured_certificate()
    {
        var directory = Directory.CreateTempSubdirectory("sluice-test-");
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            using var certificate = new CertificateRequest(WatchedAgent.ConsoleSubject, key, HashAlgorithmName.SHA256)
                .CreateSelfSigned(TimeProvider.System.GetUtcNow().AddDays(-1), TimeProvider.System.GetUtcNow().AddDays(1));
            var (certificateFile, keyFile) = (Path.Combine(directory.FullName, "console.pem"), Path.Combine(directory.FullName, "console.key"));
            await File.WriteAllTextAsync(certificateFile, certificate.ExportCertificatePem(), Stop);
            await File.WriteAllTextAsync(keyFile, key.ExportPkcs8PrivateKeyPem(), Stop);
            var environment = new Dictionary<string, string?>
            {
                ["SLUICE__CONSOLE__LISTEN"] = "https://127.0.0.1:0",
                ["SLUICE__CONSOLE__CERTIFICATEFILE"] = certificateFile,
                ["SLUICE__CONSOLE__CERTIFICATEKEYFILE"] = keyFile,
            };

            await using (var agent = await WatchedAgent.StartAsync(cloud.Cloud, environment))
            {
                agent.Console.Scheme.ShouldBe("https");
                (await agent.GetAsync(agent.Console, "/")).Status.ShouldBe(HttpStatusCode.OK);
                (await agent.GetAsync(agent.Monitoring, "/health/live")).Status.ShouldBe(HttpStatusCode.OK);
            }

            await File.WriteAllTextAsync(keyFile, "no key", Stop);
            await using var unusable = SluiceProcess.Start(environment, "run", "--config", cloud.Cloud.ConfigPath);
            await unusable.EndAsync();
            unusable.ExitCode.ShouldBe(3);
            unusable.Error.ShouldStartWith($"console.certificateFile {certificateFile} and its key {keyFile} cannot be used: ");
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task The_JSON_log_keeps_the_fields_that_scripts_read_and_leaves_stdout_to_metrics_that_go_there()
    {
        await using (var agent = await WatchedAgent.StartAsync(cloud.Cloud, null, "--json"))
        {
            await agent.ReadyAsync(true);
            agent.Process.Error.ShouldBeEmpty();
            var lines = agent.Process.Output.TrimEnd().Split('\n');
            lines.ShouldAllBe(line => AgentLine.TryParse(line) != null);
            var address = lines.Select(line => AgentLine.TryParse(line)!).Single(line => line.EventId == LogEvents.MonitoringAddress);
            (address.Level, address.Message).ShouldBe(("Information", $"Health and metrics at {agent.Monitoring}"));
            address.Text("Url").ShouldBe($"{agent.Monitoring}");
        }

        await using var metrics = await WatchedAgent.StartAsync(cloud.Cloud, new Dictionary<string, string?> { ["SLUICE__TELEMETRY__EMF"] = "Stdout" }, "--json");
        await metrics.ReadyAsync(true);
        metrics.Process.Output.ShouldNotContain("EventId");
        metrics.Process.Error.TrimEnd().Split('\n').ShouldAllBe(line => AgentLine.TryParse(line) != null);
    }

    private static async Task<TcpClient> ConnectAsync(Uri server, string text)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port, Stop);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Stop);
        return client;
    }

    private async Task InsertRunsAsync(string table)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await cloud.SqlAsync($"SELECT count() FROM system.processes WHERE query_kind = 'Insert' AND user = '{cloud.Cloud.LoaderUser}' AND position(query, '{table}') > 0") == "0")
        {
            await timer.WaitForNextTickAsync(Stop);
        }
    }
}
