using Amazon.SQS.Model;
using Sluice.IntegrationTests.Cli;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>How <c>sluice run</c> stops, as a supervisor sees it. A cloud of its own, since the agent takes every domain's messages.</summary>
[Trait("Category", "Integration")]
public sealed class StoppingTests : IAsyncLifetime
{
    private LocalCloud _cloud = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cloud = await LocalCloud.StartAsync(
        new SandboxOptions { Domains = new Dictionary<string, DomainOptions> { ["market"] = new() { BatchSizeMax = 1 } } }, cancellationToken: Stop);

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task On_SIGTERM_a_load_in_hand_finishes_and_its_message_is_deleted()
    {
        await SlowTableAsync(seconds: 2);
        await using var agent = SluiceProcess.Start("run", "--config", _cloud.ConfigPath);
        await UploadAsync();
        await InsertRunsAsync(agent);

        await agent.SignalAsync("TERM");
        await agent.EndAsync();

        agent.ExitCode.ShouldBe(0);
        agent.Error.ShouldContain("Loaded 300 rows", customMessage: agent.Error);
        (await CountAsync()).ShouldBe("300");
        (await DepthAsync()).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_load_that_outlasts_the_shutdown_timeout_is_ended_on_the_server_and_its_message_comes_back_at_once()
    {
        await SlowTableAsync(seconds: 60);
        await using var agent = SluiceProcess.Start(
            new Dictionary<string, string?> { ["SLUICE__PIPELINE__SHUTDOWNTIMEOUT"] = "00:00:02" }, "run", "--config", _cloud.ConfigPath);
        await UploadAsync();
        await InsertRunsAsync(agent);

        await agent.SignalAsync("TERM");
        await agent.EndAsync();

        (await RunningInsertsAsync()).ShouldBe("0", "an insert that goes on would load the object a second time");
        (await CountAsync()).ShouldBe("0");
        (await DepthAsync()).ShouldBe((1, 0), "visible again, not hidden for half an hour");
    }

    [Fact]
    public async Task A_second_SIGTERM_ends_the_agent_at_once_and_loses_nothing()
    {
        await SlowTableAsync(seconds: 4);
        await using var agent = SluiceProcess.Start("run", "--config", _cloud.ConfigPath);
        await UploadAsync();
        await InsertRunsAsync(agent);

        await agent.SignalAsync("TERM");
        await agent.SaysAsync("Stopping");
        await agent.SignalAsync("TERM");
        await agent.EndAsync();

        agent.ExitCode.ShouldBe(130);
        agent.Error.ShouldContain("Ended at once");
        agent.Error.ShouldNotContain("Loaded 300 rows");
        (await DepthAsync()).ShouldBe((0, 1), "hidden until its visibility timeout ends");
    }

    [Fact]
    public async Task A_load_beyond_the_message_timeout_is_ended_on_the_server_and_retried()
    {
        await SlowTableAsync(seconds: 60);
        await using var agent = SluiceProcess.Start(
            new Dictionary<string, string?> { ["SLUICE__MESSAGETIMEOUT"] = "00:00:01" }, "run", "--config", _cloud.ConfigPath);
        await UploadAsync();

        await agent.SaysAsync("failed with E004, next in 00:00:02");
    }

    [Fact]
    public async Task An_agent_whose_input_ends_stops_without_delay()
    {
        await using var agent = SluiceProcess.Start("run", "--config", _cloud.ConfigPath, "--until-stdin-ends");
        await agent.SaysAsync("loads s3://");

        await agent.SignalAsync("TERM");
        await agent.SaysAsync("Stopping");
        await agent.EndAsync();

        agent.ExitCode.ShouldBe(0);
        agent.Error.ShouldNotContain("given up");
    }

    [Fact]
    public async Task Messages_that_wait_when_the_agent_stops_go_back_to_their_queue()
    {
        await SlowTableAsync(seconds: 3);
        await using var agent = SluiceProcess.Start(new Dictionary<string, string?> { ["SLUICE__PIPELINE__MAXBATCHOBJECTS"] = "1" }, "run", "--config", _cloud.ConfigPath);
        for (var n = 0; n < 8; n++)
        {
            await UploadAsync(n);
        }

        await InsertRunsAsync(agent, atLeast: 5);
        await agent.SignalAsync("TERM");
        await agent.EndAsync();

        var loaded = int.Parse(await CountAsync()) / 300;
        var (visible, hidden) = await DepthAsync();
        (loaded + visible, hidden).ShouldBe((8, 0), agent.Error);
        visible.ShouldBeGreaterThan(0, "five load at once, so some of the eight waited");
    }

    /// <summary>A table that takes an object of 300 rows only after a while. (ClickHouse lets one call sleep for 3 s at most.)</summary>
    private async Task SlowTableAsync(int seconds)
    {
        var waits = string.Join(", ", Enumerable.Range(0, seconds).Select(n => $"CONSTRAINT wait{n} CHECK NOT ignore(sleepEachRow(1 / 300.0), {n})"));
        (await Sql($"CREATE TABLE market.slow (id UInt64, label String, {waits}) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}")).ShouldBeEmpty();
    }

    private async Task UploadAsync(int n = 0)
    {
        var bytes = await Parquet.OfAsync(_cloud, $"SELECT toUInt64(number) AS id, 'slow' AS label FROM numbers(300)");
        using var s3 = _cloud.CreateS3Client();
        await s3.PutObjectAsync(
            new Amazon.S3.Model.PutObjectRequest { BucketName = _cloud.Bucket, Key = $"market/slow/ds={n}/a.parquet", InputStream = new MemoryStream(bytes) }, Stop);
    }

    private async Task InsertRunsAsync(SluiceProcess agent, int atLeast = 1)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (int.Parse(await RunningInsertsAsync()) < atLeast)
        {
            limit.IsCancellationRequested.ShouldBeFalse(agent.Error);
            await timer.WaitForNextTickAsync(Stop);
        }
    }

    /// <summary>Not the ledger's own: an agent reports to it from its start.</summary>
    private Task<string> RunningInsertsAsync() => Sql($"SELECT count() FROM system.processes WHERE user = '{_cloud.LoaderUser}' AND query_kind = 'Insert' AND position(query, 'market.slow') > 0");

    private Task<string> CountAsync() => Sql("SELECT count() FROM market.slow");

    private Task<string> Sql(string sql) => _cloud.ClickHouse.AdminAsync(_cloud, sql);

    private async Task<(int Visible, int Hidden)> DepthAsync()
    {
        using var sqs = _cloud.CreateSqsClient();
        var depth = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(_cloud.Queues["market"], ["All"]), Stop);
        return (depth.ApproximateNumberOfMessages, depth.ApproximateNumberOfMessagesNotVisible);
    }
}
