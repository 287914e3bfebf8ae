using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using Sluice.Sandbox.Faults;

namespace Sluice.IntegrationTests.Hosting;

/// <summary>What whoever watches <c>sluice run</c> is told: health, metrics, telemetry.</summary>
[Trait("Category", "Integration")]
public sealed partial class WatchingTests(HostedCloud cloud) : IClassFixture<HostedCloud>
{
    [Fact]
    public async Task It_is_ready_once_SQS_and_the_ledger_have_answered_and_not_while_SQS_refuses()
    {
        await using var agent = await WatchedAgent.StartAsync(cloud.Cloud);
        (await agent.ReadyAsync(true)).Keys.ShouldBe(["loops", "receiving", "ledger", "sinks"]);

        cloud.Cloud.Faults.Decide = request => request is { Service: SandboxService.Sqs, Operation: "ReceiveMessage" } ? Fault.Deny() : null;
        try
        {
            var (check, reason) = (await agent.ReadyAsync(false)).ShouldHaveSingleItem();
            check.ShouldBe("receiving");
            reason.ShouldStartWith("market: the last receive failed (");
            reason.ShouldNotContain("sandbox", Case.Insensitive, "AWS's own words may name accounts and users");
            (await agent.GetAsync(agent.Monitoring, "/health/live")).Status.ShouldBe(HttpStatusCode.OK, "it lives, and tries again");
        }
        finally
        {
            cloud.Cloud.Faults.Decide = null;
        }

        await agent.ReadyAsync(true);
    }

    [Fact]
    public async Task It_is_not_ready_while_ClickHouse_is_away_and_tells_no_key()
    {
        await using var agent = await WatchedAgent.StartAsync(cloud.Cloud);
        await agent.ReadyAsync(true);

        await cloud.Cloud.ClickHouse.KillAsync();
        try
        {
            await SendAsync("market/nobody/p/secret-name.parquet");
            var reasons = await agent.ReadyAsync(false);
            reasons.Values.ShouldAllBe(reason => !reason.Contains("secret-name"));
            await agent.Process.SaysAsync("ClickHouse is at fault");
            (await agent.ReadyAsync(false))["sinks"].ShouldStartWith("ClickHouse is at fault (E004)");
        }
        finally
        {
            await cloud.Cloud.ClickHouse.StartAsync(TestContext.Current.CancellationToken);
        }

        await agent.ReadyAsync(true);
    }

    [Fact]
    public async Task Prometheus_scrapes_what_it_can_parse_and_whose_it_is()
    {
        await using var agent = await WatchedAgent.StartAsync(cloud.Cloud);
        var table = await cloud.UploadAsync();
        await agent.Process.SaysAsync($"market.{table} (attempt 1;");

        var lines = (await agent.GetAsync(agent.Monitoring, "/metrics")).Body.TrimEnd().Split('\n');

        lines.ShouldAllBe(line => line.StartsWith("# ", StringComparison.Ordinal) || Sample().IsMatch(line));
        var target = lines.Single(line => line.StartsWith("target_info{", StringComparison.Ordinal));
        target.ShouldContain("service_name=\"sluice\"");
        target.ShouldContain("service_version=\"0.");
        target.ShouldContain($"service_instance_id=\"{Environment.MachineName}:{agent.Process.Id}\"");
        target.ShouldContain("deployment_environment_name=\"dev\"");
        lines.ShouldContain(line => line.StartsWith("sluice_objects_loaded_", StringComparison.Ordinal) && line.Contains("domain=\"market\"", StringComparison.Ordinal));
        lines.ShouldContain(line => line.StartsWith("dotnet_process_memory_working_set", StringComparison.Ordinal));
        lines.Where(line => line.StartsWith("sluice_", StringComparison.Ordinal)).Select(line => line.Split('{', ' ')[0]).Distinct()
            .ShouldBeSubsetOf(DocumentedSeries(), "docs/metrics.md names them as the exporter does");
    }

    [Fact]
    public async Task A_collector_is_sent_metrics_traces_and_logs_with_the_last_of_them_when_it_stops()
    {
        await using var collector = await Collector.StartAsync();
        await using var agent = await WatchedAgent.StartAsync(cloud.Cloud, new Dictionary<string, string?>
        {
            ["SLUICE__TELEMETRY__OTLPENDPOINT"] = collector.Endpoint.AbsoluteUri,
            ["SLUICE__TELEMETRY__OTLPPROTOCOL"] = "HttpProtobuf",
        });
        var table = await cloud.UploadAsync();
        await agent.Process.SaysAsync($"market.{table} (attempt 1;");

        await agent.Process.SignalAsync("TERM");
        await agent.Process.EndAsync();

        agent.Process.ExitCode.ShouldBe(0);
        var metrics = collector.At("/v1/metrics application/x-protobuf");
        var logs = collector.At("/v1/logs application/x-protobuf");
        var traces = collector.At("/v1/traces application/x-protobuf");
        foreach (var signal in (string[])[metrics, traces, logs])
        {
            signal.ShouldContain("service.name");
            signal.ShouldContain("sluice");
            signal.ShouldContain("deployment.environment.name");
        }

        metrics.ShouldContain("dotnet.process.memory.working_set");
        metrics.ShouldContain("sluice.objects.loaded");
        traces.ShouldContain("process dev-market-load-queue");
        traces.ShouldContain($"market/{table}/p/a.parquet");
        logs.ShouldContain($"market.{table} (attempt 1;");
    }

    private static List<string> DocumentedSeries()
    {
        using var stream = typeof(WatchingTests).Assembly.GetManifestResourceStream("metrics.md")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return [.. reader.ReadToEnd().ReplaceLineEndings("\n").Split("<!-- metrics: begin -->\n")[1].Split("<!-- metrics: end -->")[0]
            .Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
            .Select(row => row.Split('|', StringSplitOptions.TrimEntries))
            .SelectMany(cells => SeriesOf(cells[^2].Trim('`'), cells[2]))];
    }

    private static string[] SeriesOf(string name, string kind) => kind == "histogram" ? [$"{name}_bucket", $"{name}_sum", $"{name}_count"] : [name];

    private async Task SendAsync(string key)
    {
        using var sqs = cloud.Cloud.CreateSqsClient();
        await sqs.SendMessageAsync(
            cloud.Cloud.Queues["market"],
            $$"""{"bucket":"{{cloud.Cloud.Bucket}}","key":"{{key}}","domain":"market","correlation_id":"c-1"}""",
            TestContext.Current.CancellationToken);
    }

    [GeneratedRegex("""^[a-zA-Z_:][a-zA-Z0-9_:]*(\{([a-zA-Z_][a-zA-Z0-9_]*="([^"\\]|\\.)*",?)*\})? ([-+]?[0-9.]+([eE][-+]?[0-9]+)?|NaN|[-+]?Inf)( [0-9]+)?( #.*)?$""")]
    private static partial Regex Sample();
}
