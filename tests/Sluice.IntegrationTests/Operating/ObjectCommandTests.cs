using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sluice.IntegrationTests.Cli;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Operating;

/// <summary>audit, backfill and replay as a user starts them.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(OperatingTests))]
public sealed class ObjectCommandTests(OperatingFixture fixture) : IAsyncLifetime
{
    private readonly string _key = $"operated/t/{Guid.NewGuid():N}/a.parquet";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await fixture.DrainAsync();

    public async ValueTask DisposeAsync() => await fixture.S3.DeleteObjectAsync(fixture.Cloud.Bucket, _key, Stop);

    [Theory]
    [InlineData(2, "audit --since yesterday", "--since is yesterday: expected an ISO 8601 time")]
    [InlineData(2, "audit --grace soon", "--grace is soon: expected a duration")]
    [InlineData(2, "audit --limit few", "--limit is few: expected a whole number")]
    [InlineData(2, "audit --dry-run", "--dry-run goes with --repair")]
    [InlineData(3, "audit --domain sales", "There is no domain sales: it is one of")]
    [InlineData(2, "backfill", "Required argument 's3://BUCKET/PREFIX' missing")]
    [InlineData(3, "backfill s3://other/market/", "is in bucket other, and the configuration is about data-pipeline-curated-dev")]
    [InlineData(3, "backfill market/", "is not the address of a prefix: expected s3://data-pipeline-curated-dev/<prefix>")]
    [InlineData(3, "backfill s3://data-pipeline-curated-dev/elsewhere/", "No domain takes objects under s3://data-pipeline-curated-dev/elsewhere/")]
    [InlineData(2, "replay", "Which objects? Name at least one of")]
    [InlineData(2, "replay --state lost", "--state is lost: expected one of failed, dead_lettered")]
    [InlineData(2, "replay --key a", "There is no terminal to ask on: confirm with --yes")]
    [InlineData(3, "replay --domain sales --yes", "There is no domain sales: it is one of")]
    public async Task A_mistake_is_one_sentence_and_its_exit_code(int exitCode, string arguments, string sentence)
    {
        var (actual, output, error) = await RunAsync(arguments);

        actual.ShouldBe(exitCode, error);
        error.ShouldContain(sentence);
        error.ShouldNotContain("   at ", Case.Sensitive, "a stack trace helps nobody");
        output.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_lost_message_is_found_repaired_and_the_exit_code_says_so()
    {
        await fixture.UploadAsync(_key, new byte[2000]);
        (await DrainUntilAsync(_key)).ShouldBe(1, "its message is lost");

        var (exitCode, output, error) = await RunAsync("audit --domain operated --grace 0s --repair --json");

        exitCode.ShouldBe(1, error);
        var line = JsonDocument.Parse(output.TrimEnd().Split('\n').ShouldHaveSingleItem()).RootElement;
        line.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["unaccounted", "listed", "ignored", "accounted", "pending", "expired", "refused", "byState", "byKind", "objects", "notes", "repaired", "unsent"]);
        (line.GetProperty("unaccounted").GetInt32(), line.GetProperty("repaired").GetInt32()).ShouldBe((1, 1));
        line.GetProperty("byKind").GetProperty("missing").GetInt32().ShouldBe(1);
        var found = line.GetProperty("objects")[0];
        (found.GetProperty("key").GetString(), found.GetProperty("kind").GetString()).ShouldBe((_key, "missing"));
        found.GetProperty("etag").GetString().ShouldNotBeNullOrEmpty();
        (await fixture.DrainAsync(_key)).ShouldBe([_key]);

        await fixture.S3.DeleteObjectAsync(fixture.Cloud.Bucket, _key, Stop);
        (exitCode, output, _) = await RunAsync("audit --domain operated --grace 0s");
        (exitCode, output.Split('\n')[0]).ShouldBe((0, "unaccounted 0"));
    }

    [Fact]
    public async Task Backfill_says_what_it_sent_and_replay_what_there_is()
    {
        await fixture.UploadAsync(_key, new byte[2000]);
        await DrainUntilAsync(_key);
        var prefix = $"s3://{fixture.Cloud.Bucket}/{Path.GetDirectoryName(_key)}/";

        var (exitCode, output, error) = await RunAsync($"backfill {prefix}");
        (exitCode, output.Trim()).ShouldBe((0, "1 object of 1 sent to the queues."), error);
        (await fixture.DrainAsync(_key)).ShouldBe([_key]);

        (exitCode, output, error) = await RunAsync($"backfill {prefix} --dry-run --json");
        exitCode.ShouldBe(0, error);
        JsonDocument.Parse(output).RootElement.GetProperty("sent").GetInt32().ShouldBe(1);
        error.ShouldContain("1 object of 1 would be sent to the queues.");

        await fixture.SqlAsync(
            $"""
             INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, state)
             VALUES ('{await fixture.LoadIdAsync(_key)}', '{fixture.Cloud.Bucket}', '{_key}', 'e', 'operated', 'operated', 't', 'dead_lettered')
             """);
        (exitCode, output, error) = await RunAsync($"replay --key {prefix} --state failed --state dead_lettered --yes --json");
        exitCode.ShouldBe(0, error);
        JsonDocument.Parse(output).RootElement.GetProperty("sent").GetInt32().ShouldBe(1);
        error.ShouldContain("To be sent: 1 dead_lettered.");
        (await fixture.DrainAsync(_key)).ShouldBe([_key]);
    }

    [Fact]
    public async Task What_is_loaded_is_left_alone_with_a_hint()
    {
        await fixture.SqlAsync(
            $"""
             INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, state)
             VALUES ('{Guid.NewGuid():N}', '{fixture.Cloud.Bucket}', 'quiet/{_key}', 'e', 'operated', 'operated', 't', 'loaded')
             """);

        var (exitCode, output, _) = await RunAsync($"replay --key quiet/{_key} --yes");

        exitCode.ShouldBe(1);
        output.ShouldContain("1 object left alone: loaded already. To load again, take the rows out with 'sluice unload' first.");
    }

    [Fact]
    public async Task A_long_operation_shows_how_far_it_is_and_ends_when_it_is_told_to()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        await using var audit = Start(new() { ["SLUICE__AWS__SERVICEURL"] = $"http://{silent.LocalEndpoint}" }, "audit");

        await audit.SaysAsync($"0 keys · Comparing s3://{fixture.Cloud.Bucket}/");
        await audit.SignalAsync("INT");
        await audit.EndAsync();

        (audit.ExitCode, audit.Output).ShouldBe((130, ""));
    }

    [Theory]
    [InlineData("SLUICE__AWS__SERVICEURL", "S3 cannot be reached: Connection refused")]
    [InlineData("SLUICE__CLICKHOUSE__ENDPOINT", "ClickHouse cannot be reached: Connection refused")]
    public async Task What_does_not_answer_is_named(string variable, string sentence)
    {
        await using var audit = Start(new() { [variable] = "http://127.0.0.1:1", ["AWS_MAX_ATTEMPTS"] = "1" }, "audit");
        await audit.EndAsync();

        audit.ExitCode.ShouldBe(4, audit.Error);
        audit.Error.ShouldContain(sentence);
        audit.Error.ShouldNotContain("   at ");
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(string arguments)
    {
        await using var sluice = Start([], arguments);
        await sluice.EndAsync();
        return (sluice.ExitCode, sluice.Output, sluice.Error);
    }

    private SluiceProcess Start(Dictionary<string, string?> environment, string arguments)
    {
        environment.TryAdd("SLUICE__AWS__PROFILE", LocalCloud.OperatorProfile);
        return SluiceProcess.Start(environment, [.. arguments.Split(' '), "--config", fixture.Cloud.ConfigPath]);
    }

    /// <summary>Takes the message of an upload, which comes when the local EventBridge has seen it.</summary>
    private async Task<int> DrainUntilAsync(string key)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        var keys = new List<string>();
        while (!keys.Contains(key) && await timer.WaitForNextTickAsync(Stop))
        {
            keys.AddRange(await fixture.DrainAsync(_key));
        }

        return keys.Count;
    }
}
