using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Amazon.S3.Transfer;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Admitting;
using Sluice.Configuration;
using Sluice.Loading;
using Sluice.Planning;
using Sluice.Receiving;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Pipeline;

/// <summary>docs/cost.md says how many requests an object takes, and what follows from it; here they are differing, and it is reckoned again.</summary>
[Trait("Category", "Integration")]
public sealed class CostTests(CostTests.Counted fixture) : IClassFixture<CostTests.Counted>
{
    private const int Hours = 730;

    // Specification, Capacity Planning (R13).
    private static readonly (int Objects, int Megabytes)[] _load = [(1000, 5), (500, 10), (200, 2), (100, 50)];

    private readonly ConcurrentQueue<SandboxRequest> _requests = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_takes_no_more_requests_than_the_document_says_and_not_many_fewer()
    {
        var table = AgentFixture.NewName("t");
        await fixture.Agent.SqlAsync($"CREATE TABLE market.{table} (id UInt64, payload String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        fixture.Cloud.Faults.Decide = request =>
        {
            _requests.Enqueue(request);
            return null;
        };

        // The first object of its columns takes a few more.
        var documents = Documented();
        var differing = new List<string>();
        foreach (var (megabytes, documented) in documents.Prepend(documents.First()))
        {
            var isFirst = _requests.IsEmpty;
            var key = $"market/{table}/size={megabytes}/{Guid.NewGuid():N}.parquet";
            var bytes = await Parquet.OfAsync(
                fixture.Cloud, $"SELECT toUInt64(number) AS id, randomString(992) AS payload FROM numbers({megabytes * 1000}) SETTINGS output_format_parquet_compression_method = 'none'");
            using var transfer = new TransferUtility(fixture.Agent.S3);
            await transfer.UploadAsync(new MemoryStream(bytes), fixture.Cloud.Bucket, key, Stop);
            _requests.Clear();
            await fixture.Agent.Agent.SaysAsync(LogEvents.ObjectLoaded, key);

            if (isFirst)
            {
                S3("HEAD", key).ShouldBeLessThanOrEqualTo(documented[0] + 5);
                S3("GET", key).ShouldBeLessThanOrEqualTo(documented[1] + 4);
                continue;
            }

            var (heads, gets) = (S3("HEAD", key), S3("GET", key));
            if (heads != documented[0] || gets > documented[1] || gets < documented[1] - (megabytes > 10 ? 1 : 0))
            {
                differing.Add($"{megabytes} MB: {heads} HEAD, {gets} GET");
            }

            (Sqs("DeleteMessage") + Sqs("DeleteMessageBatch")).ShouldBe(documented[2]);
            (Sqs("ChangeMessageVisibility") + Sqs("ChangeMessageVisibilityBatch")).ShouldBe(documented[3]);
        }

        fixture.Cloud.Faults.Decide = null;
        differing.ShouldBeEmpty("these differ from the document; how a large object is cut into requests may vary by one");
    }

    [Theory]
    [InlineData(1000L, 1)]
    [InlineData(null, 3)]
    public async Task A_batch_takes_six_statements_and_as_many_requests_an_object_however_many_objects_it_has(long? fileSize, int gets)
    {
        var table = AgentFixture.NewName("t");
        await fixture.Agent.SqlAsync($"CREATE TABLE market.{table} (id UInt64, label LowCardinality(String), _sluice_load_id LowCardinality(String)) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        await LoadAsync(table, "first", 1, fileSize);
        fixture.Cloud.Faults.Decide = fixture.Agent.Proxy.Faults.Decide = request =>
        {
            _requests.Enqueue(request);
            return null;
        };
        foreach (var (name, objects) in new[] { ("one", 1), ("many", 30) })
        {
            await LoadAsync(table, name, objects, fileSize);

            // Claim, ask, footers, intend, insert, commit; what the table is like is looked up from time to time.
            var statements = _requests.Where(request => request.Service == SandboxService.ClickHouse && request.Body.Contains(table, StringComparison.Ordinal));
            statements.Count(request => !request.Body.Contains("FROM system.", StringComparison.Ordinal)).ShouldBe(6, name);

            // Fewer than one more for each: on a busy machine ClickHouse asks for some a second time.
            _requests.Count(request => request is { Service: SandboxService.S3, Operation: "HEAD" }).ShouldBeInRange(2 * objects, (3 * objects) - 1, name);
            _requests.Count(request => request is { Service: SandboxService.S3, Operation: "GET" }).ShouldBeInRange(gets * objects, ((gets + 1) * objects) - 1, $"{name}: what is known to be small is kept from the footer until its rows are read");
        }

        fixture.Cloud.Faults.Decide = fixture.Agent.Proxy.Faults.Decide = null;
        (await fixture.Agent.SqlAsync($"SELECT count(), uniqExact(_sluice_load_id), (SELECT max(max_block_number) FROM system.parts WHERE table = '{table}') FROM market.{table}"))
            .ShouldBe($"{32 * ProtocolState.QuietRows}\t32\t3", "each batch is one block");
    }

    /// <summary>Objects too small for the rule, so that they raise no message, given to the loader as one batch.</summary>
    private async Task LoadAsync(string table, string name, int count, long? fileSize)
    {
        var (state, services) = (new ProtocolState(fixture.Agent), fixture.Agent.Agent.Services);
        var domain = services.GetRequiredService<PipelineTopology>().Domains.Single();
        var requests = new List<LoadRequest>();
        for (var n = 0; n < count; n++)
        {
            var (key, etag, _) = await state.QuietlyUploadAsync(table, $"{name}{n}");
            var now = TimeProvider.System.GetUtcNow();
            var delivery = new Delivery(domain, $"{Guid.NewGuid()}", "none", "{}", 1, now, now);
            requests.Add(new LoadRequest(delivery, fixture.Cloud.Bucket, key, domain, table, "p", fileSize, $"{Guid.NewGuid()}", etag, null, null, null));
        }

        _requests.Clear();
        var results = await services.GetRequiredService<Loader>().LoadAsync(new LoadBatch(requests), Stop);
        results.ShouldAllBe(result => result.Outcome is LoadOutcome.Loaded);
    }

    [Fact]
    public void The_months_figures_follow_from_the_requests()
    {
        var requests = Documented();
        var hourly = (Objects: _load.Sum(each => each.Objects), S3: _load.Sum(each => each.Objects * requests[each.Megabytes][..2].Sum()), Megabytes: _load.Sum(each => each.Objects * each.Megabytes));
        decimal Month(decimal perHour, int times) => Hours * perHour * times;
        decimal Sqs(int times, int perReceive, int perDeletion) => Month(hourly.Objects * (1 + (1m / perReceive) + (1m / perDeletion)), times) + (Hours * (Hourly(new PipelineOptions().LongPoll) + (2 * Hourly(QueueDepths.Interval))) * _load.Length);

        var rows = new StringBuilder("| item of the price list | price | quantity | cost | quantity × 1000 | cost × 1000 |\n| --- | --: | --: | --: | --: | --: |\n");
        void Row(string item, decimal price, string unit, Func<int, decimal> quantity)
        {
            var (one, many) = (quantity(1), quantity(1000));
            rows.Append(CultureInfo.InvariantCulture, $"| {item} | ${price:0.00} per {unit} | {Rounded(one)} {unit} | ${Rounded(one * price)} | {Rounded(many)} {unit} | ${Rounded(many * price)} |\n");
        }

        Row("S3: GET, SELECT and all other requests", 0.40m, "million", times => Month(hourly.S3, times) / 1e6m);
        Row("SQS: requests of standard queues", 0.40m, "million", times => (times == 1 ? Sqs(times, 1, 1) : Sqs(times, 10, 5)) / 1e6m);
        Row("EventBridge: opt-in events of AWS services", 1.00m, "million", times => Month(hourly.Objects, times) / 1e6m);
        Row("Data transfer from S3 out to the internet", 0.09m, "GB", times => Month(hourly.Megabytes, times) / 1000);

        Section("month").ShouldBe(rows.ToString(), $"\n{rows}");
    }

    private static int Hourly(TimeSpan interval) => (int)(TimeSpan.FromHours(1) / interval);

    private static string Rounded(decimal number) => number.ToString(number < 100 ? "0.00" : "0", CultureInfo.InvariantCulture);

    /// <summary>By megabytes: requests of each kind.</summary>
    private static Dictionary<int, int[]> Documented() => Section("requests").Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(2)
        .Select(row => row.Split('|', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        .ToDictionary(cells => int.Parse(cells[0].Split(' ')[0], CultureInfo.InvariantCulture), cells => cells[1..].Select(cell => int.Parse(cell, CultureInfo.InvariantCulture)).ToArray());

    private int S3(string method, string key) =>
        _requests.Count(request => request is { Service: SandboxService.S3 } && request.Operation == method && request.Target.Contains(key.Split('/')[^1], StringComparison.Ordinal));

    private int Sqs(string operation) => _requests.Count(request => request is { Service: SandboxService.Sqs } && request.Operation == operation);

    private static string Section(string name)
    {
        using var stream = typeof(CostTests).Assembly.GetManifestResourceStream("cost.md")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var text = reader.ReadToEnd().ReplaceLineEndings("\n");
        var (begin, end) = ($"<!-- {name}: begin -->\n", $"<!-- {name}: end -->");
        return text[(text.IndexOf(begin, StringComparison.Ordinal) + begin.Length)..text.IndexOf(end, StringComparison.Ordinal)];
    }

    /// <summary>A cloud of its own, so that all requests are of the one object.</summary>
    public sealed class Counted() : ProxiedCloud(new SandboxOptions { Domains = new Dictionary<string, DomainOptions> { ["market"] = new() } }, settings => settings);
}
