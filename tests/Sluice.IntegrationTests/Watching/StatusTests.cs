using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.IntegrationTests.Cli;
using Sluice.IntegrationTests.Operating;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Receiving;
using Sluice.Sandbox.Faults;
using Sluice.Telemetry;
using Sluice.Watching;

namespace Sluice.IntegrationTests.Watching;

/// <summary>How the pipeline is doing, by <c>sluice status</c> and what it is made of.</summary>
[Trait("Category", "Integration")]
[Collection<WatchedTests>]
public sealed class StatusTests(WatchedCloud fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Figures_are_of_the_last_hour_with_quantiles_of_what_was_loaded()
    {
        // 1 to 100 s, without a latency where the message did not say when the object was created; what is older, or failed, is no part of them
        await fixture.Bench.DoAsync(
            $"""
             INSERT INTO sluice.attempts (at, key, domain, outcome, rows, queued_ms, load_ms, settle_ms, latency_ms)
             SELECT now64(3) - INTERVAL 10 MINUTE, 'k', '{WatchedCloud.Silent}', 'Loaded', 7, 1000 * number, 900, 100, if(number % 2 = 0, NULL, 1000 * (number + 1)) FROM numbers(100)
             UNION ALL SELECT now64(3) - INTERVAL 10 MINUTE, 'k', '{WatchedCloud.Silent}', 'RetryLater', 0, 9000000, 0, 0, NULL FROM numbers(3)
             UNION ALL SELECT now64(3) - INTERVAL 10 MINUTE, 'k', '{WatchedCloud.Silent}', 'Held', 0, 9000000, 0, 0, NULL FROM numbers(3)
             UNION ALL SELECT now64(3) - INTERVAL 61 MINUTE, 'k', '{WatchedCloud.Silent}', 'Loaded', 7, 9000000, 0, 0, NULL FROM numbers(50)
             """);
        await using var services = fixture.Services();

        var domain = (await services.GetRequiredService<PipelineWatch>().StatusAsync(Stop)).Domains.Single(each => each.Domain.Name == WatchedCloud.Silent);

        (domain.Loaded, domain.Rows, domain.Failed).ShouldBe((100, 700, 3));
        domain.LatencyP50!.Value.TotalSeconds.ShouldBeInRange(50, 51);
        domain.LatencyP95!.Value.TotalSeconds.ShouldBeInRange(95, 96);
        domain.Minutes.Count.ShouldBe(60);
        domain.Minutes.Sum(minute => minute.Loaded).ShouldBe(100);
        var minute = domain.Minutes.Single(each => each.Loaded > 0);
        (minute.Rows, minute.Failed).ShouldBe((700, 3));
        domain.Minutes.Zip(domain.Minutes.Skip(1), (one, next) => next.Minute - one.Minute).ShouldAllBe(step => step == TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Depths_are_unknown_where_SQS_does_not_answer_and_hands_are_counted_by_the_agents()
    {
        await using var services = fixture.Services(settings => settings with { Aws = settings.Aws with { ServiceUrl = new Uri("http://127.0.0.1:1") } });

        var status = await services.GetRequiredService<PipelineWatch>().StatusAsync(Stop);

        status.Domains.ShouldAllBe(domain => domain.QueueDepth == null && domain.DeadLetters == null && domain.InFlight != null);
    }

    [Fact]
    public async Task A_dead_letter_queue_that_may_not_be_asked_of_leaves_the_load_queue_known_to_status_and_agent()
    {
        fixture.Cloud.Faults.Decide = request => request.Operation == "GetQueueAttributes" && request.Body.Contains("-load-dlq", StringComparison.Ordinal) ? Fault.Deny() : null;
        try
        {
            await using var services = fixture.Services();
            var status = await services.GetRequiredService<PipelineWatch>().StatusAsync(Stop);
            status.Domains.ShouldAllBe(domain => domain.QueueDepth != null && domain.DeadLetters == null);

            // Of an agent's services this one alone runs
            var (settings, log) = (ConfigurationLoader.Load(fixture.Cloud.ConfigPath), new LogBook());
            var served = settings.Topology.FindDomain(WatchedCloud.Silent)!;
            await using var agent = new ServiceCollection().AddLogging(logging => logging.AddProvider(log)).AddSluice(settings).BuildServiceProvider();
            var tally = agent.GetRequiredService<QueueTally>();
            var depths = agent.GetServices<IHostedService>().OfType<QueueDepths>().Single();
            await depths.StartAsync(Stop);
            await log.FindAsync(entry => entry.EventId == 207 && entry.Message.Contains("-product-load-dlq is not known", StringComparison.Ordinal), 1, Stop);
            using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
            while (tally.Of(served) is null)
            {
                await timer.WaitForNextTickAsync(Stop);
            }

            await depths.StopAsync(Stop);
            tally.DeadLettersOf(served).ShouldBeNull();
        }
        finally
        {
            fixture.Cloud.Faults.Decide = null;
        }
    }

    [Fact]
    public async Task The_command_says_what_is_wrong()
    {
        var table = await fixture.NewTableAsync(WatchedCloud.Served, "(id UInt64) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 100");
        var key = $"market/{table}/p/a.parquet";
        await fixture.UploadAsync(key);
        await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key);

        var (exitCode, output, error) = await fixture.Bench.RunAsync("status", "--json");

        exitCode.ShouldBe(1);
        var answer = OperatorBench.Json(output);
        answer.GetProperty("isHealthy").GetBoolean().ShouldBeFalse();
        answer.GetProperty("domains").EnumerateArray().Select(domain => domain.GetProperty("domain").GetString()).ShouldBe(["market", "customer", "product"], ignoreOrder: true);
        answer.GetProperty("agents").EnumerateArray().ShouldContain(agent => agent.GetProperty("isAlive").GetBoolean());
        error.ShouldContain("in the dead-letter queue of market: 'sluice dlq list --domain market'.");
        (await fixture.Bench.RunAsync("status")).Output.ShouldContain("│ market ");
    }

    [Fact]
    public async Task Without_ClickHouse_there_is_no_answer()
    {
        var (exitCode, output, error) = await fixture.Bench.WithAsync(new() { ["SLUICE__CLICKHOUSE__ENDPOINT"] = "http://127.0.0.1:1" }, "status");

        (exitCode, output).ShouldBe((4, ""));
        error.ShouldContain("ClickHouse");
        error.ShouldNotContain("   at ");
    }

    [Fact]
    public async Task Watching_goes_on_until_it_is_told_to_stop()
    {
        await using var sluice = SluiceProcess.Start("status", "--watch", "--interval", "1s", "--json", "--config", fixture.Cloud.ConfigPath);
        await sluice.LinesAsync(2);

        await sluice.SignalAsync("INT");
        await sluice.EndAsync();

        sluice.ExitCode.ShouldBeOneOf(0, 1);
        sluice.Error.ShouldBeEmpty();
        sluice.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).ShouldAllBe(line => line.StartsWith("{\"at\":", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_interval_that_is_none_is_said()
    {
        var (exitCode, _, error) = await fixture.Bench.RunAsync("status", "--interval", "0s");

        exitCode.ShouldBe(2);
        error.ShouldContain("--interval is 0s: expected a duration of 1s to 1d");
    }
}
