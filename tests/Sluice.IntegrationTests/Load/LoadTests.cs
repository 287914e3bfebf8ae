using System.Globalization;
using Amazon.S3.Model;
using Amazon.SQS.Model;
using Sluice.IntegrationTests.Cli;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Load;

/// <summary>
/// The specification's performance tests, run by <c>./test.sh load</c>: an hour of its peak load (Capacity Planning; R13) arrives at once. The objects are small ones, since it is
/// their number that the agent has to do with; ClickHouse reads them.
/// </summary>
[Trait("Category", "Load")]
public sealed class LoadTests : IAsyncLifetime
{
    private const int RowsPerObject = 500;

    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(20);

    private static readonly IReadOnlyDictionary<string, int> _messagesPerHour =
        new Dictionary<string, int> { ["market"] = 1000, ["customer"] = 500, ["product"] = 200, ["analytics"] = 100 };

    private LocalCloud _cloud = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _cloud = await LocalCloud.StartAsync(new SandboxOptions(), cancellationToken: Stop);

    public ValueTask DisposeAsync() => _cloud.DisposeAsync();

    [Fact]
    public async Task An_hour_of_peak_load_that_arrives_at_once_is_loaded_exactly_once()
    {
        await FillAsync(_messagesPerHour);

        await using var agent = SluiceProcess.Start("run", "--config", _cloud.ConfigPath);
        await EmptyAsync(agent, _ => { });

        foreach (var (domain, messages) in _messagesPerHour)
        {
            (await SqlAsync($"SELECT count(), uniqExact(object, id) FROM {domain}.load")).ShouldBe($"{messages * RowsPerObject}\t{messages * RowsPerObject}");
        }

        (await DepthAsync(_cloud.DeadLetterQueues.Values)).ShouldBe((0, 0));
    }

    [Fact]
    public async Task A_backlog_costs_the_agent_no_more_than_200_MB()
    {
        await FillAsync(_messagesPerHour.ToDictionary(pair => pair.Key, pair => pair.Value * 2));

        await using var agent = SluiceProcess.Start("run", "--config", _cloud.ConfigPath);
        await EmptyAsync(agent, _ => { });

        var peakBytes = PeakMemoryBytes(agent.Id);
        var inserts = int.Parse(await SqlAsync("SELECT max(max_block_number) FROM system.parts WHERE database = 'market' AND table = 'load'"), CultureInfo.InvariantCulture);
        TestContext.Current.SendDiagnosticMessage($"{peakBytes / 1e6:0.0} MB at most, {inserts} inserts of market");
        peakBytes.ShouldBeLessThan(200_000_000);
        inserts.ShouldBeLessThan(_messagesPerHour["market"] * 2 / 10, "the objects share their inserts");
    }

    [Fact]
    public async Task A_backlog_brings_no_more_messages_in_hand_than_there_is_room_for()
    {
        const int concurrency = 5, objects = 10, room = (concurrency + 1) * objects;
        await FillAsync(new Dictionary<string, int> { ["market"] = 20 * room });

        await using var agent = SluiceProcess.Start(
            new Dictionary<string, string?> { ["SLUICE__PIPELINE__MAXCONCURRENCY"] = $"{concurrency}", ["SLUICE__PIPELINE__MAXBATCHOBJECTS"] = $"{objects}" },
            "run", "--config", _cloud.ConfigPath);
        var mostInHand = 0;
        await EmptyAsync(agent, inHand => mostInHand = Math.Max(mostInHand, inHand));

        TestContext.Current.SendDiagnosticMessage($"{mostInHand} messages in hand at most");
        mostInHand.ShouldBeInRange(room / 2, room, "a batch for each load and one more");
    }

    [Fact]
    public async Task Ten_minutes_without_ClickHouse_and_a_thousand_messages_in_the_queues_make_no_dead_letter()
    {
        await FillAsync(new Dictionary<string, int> { ["market"] = 700, ["customer"] = 300 });
        await using var agent = SluiceProcess.Start("run", "--config", _cloud.ConfigPath);
        await agent.SaysAsync("Loaded 500 rows");

        await _cloud.ClickHouse.KillAsync();
        await agent.SaysAsync("ClickHouse is at fault");
        await Task.Delay(TimeSpan.FromMinutes(10), TimeProvider.System, Stop);
        await _cloud.ClickHouse.StartAsync(Stop);
        await EmptyAsync(agent, _ => { });

        (await SqlAsync("SELECT count(), uniqExact(object, id) FROM market.load")).ShouldBe($"{700 * RowsPerObject}\t{700 * RowsPerObject}");
        (await SqlAsync("SELECT count(), uniqExact(object, id) FROM customer.load")).ShouldBe($"{300 * RowsPerObject}\t{300 * RowsPerObject}");
        (await DepthAsync(_cloud.DeadLetterQueues.Values)).ShouldBe((0, 0));
    }

    private async Task FillAsync(IReadOnlyDictionary<string, int> messages)
    {
        using var s3 = _cloud.CreateS3Client();
        foreach (var (domain, count) in messages)
        {
            (await SqlAsync(
                $"CREATE TABLE {domain}.load (id UInt64, object UInt64, label String, _sluice_load_id LowCardinality(String)) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000")).ShouldBeEmpty();
            await Parallel.ForEachAsync(
                Enumerable.Range(0, count),
                new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = Stop },
                async (n, cancellationToken) =>
                {
                    var bytes = await Parquet.OfAsync(_cloud, $"SELECT toUInt64(number) AS id, toUInt64({n}) AS object, toString(cityHash64(number)) AS label FROM numbers({RowsPerObject})");
                    await s3.PutObjectAsync(
                        new PutObjectRequest { BucketName = _cloud.Bucket, Key = $"{domain}/load/n={n}/a.parquet", InputStream = new MemoryStream(bytes) }, cancellationToken);
                });
        }
    }

    private async Task EmptyAsync(SluiceProcess agent, Action<int> inHand)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(_limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500));
        while (await timer.WaitForNextTickAsync(limit.Token))
        {
            var (visible, hidden) = await DepthAsync(_cloud.Queues.Values);
            inHand(hidden);
            if (visible + hidden == 0)
            {
                return;
            }

            agent.HasExited.ShouldBeFalse(agent.Error);
        }
    }

    private async Task<(int Visible, int Hidden)> DepthAsync(IEnumerable<string> queues)
    {
        using var sqs = _cloud.CreateSqsClient();
        var depths = await Task.WhenAll(queues.Select(queue => sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, ["All"]), Stop)));
        return (depths.Sum(depth => depth.ApproximateNumberOfMessages), depths.Sum(depth => depth.ApproximateNumberOfMessagesNotVisible));
    }

    private Task<string> SqlAsync(string sql) => _cloud.ClickHouse.AdminAsync(_cloud, sql);

    private static long PeakMemoryBytes(int processId) => 1024 * long.Parse(
        File.ReadLines($"/proc/{processId}/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture);
}
