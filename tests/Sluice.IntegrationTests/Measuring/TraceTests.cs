using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Loading.ClickHouse;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Measuring;

/// <summary>What is traced and measured of objects on their whole way (R2, R8, R10).</summary>
[Trait("Category", "Integration")]
[Collection("measured")]
public sealed class TraceTests(MeasuredAgent fixture) : IClassFixture<MeasuredAgent>
{
    private const string Domain = LocalCloudFixture.MeasuredDomain, Environment = "dev";

    [Fact]
    public async Task An_object_is_one_trace_from_its_receive_to_the_deletion_of_its_message()
    {
        var table = await fixture.NewTableAsync(Domain);
        var key = $"{Domain}/{table}/ds=1/a.parquet";
        await fixture.UploadAsync(key, await fixture.ParquetAsync("a", rows: 500));
        var said = await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        var spans = await fixture.TraceAsync(key);

        var root = spans.Where(span => span.ParentSpanId == default).ShouldHaveSingleItem();
        root.TraceId.ShouldBe(ObjectTraces.IdOf((string)said.Values["CorrelationId"]!), "the correlation id gives the trace its id");
        root.DisplayName.ShouldBe($"process {Environment}-{Domain}-load-queue");
        root.Kind.ShouldBe(ActivityKind.Consumer);
        root.GetTagItem("messaging.system").ShouldBe("aws_sqs");
        root.GetTagItem("sluice.table").ShouldBe($"{Domain}.{table}");
        root.GetTagItem("sluice.attempt").ShouldBe(1);
        root.GetTagItem("sluice.rows").ShouldBe(500L);
        root.Status.ShouldNotBe(ActivityStatusCode.Error);
        Children(spans, root).ShouldBe(["admit", "load", "settle"]);
        var load = spans.Single(span => span.DisplayName == "load");
        Children(spans, load).ShouldBe(["claim", "footer", "contract", "intend", "insert", "commit"]);
        spans.Select(span => span.TraceId).Distinct().ShouldHaveSingleItem();
        said.TraceId.ShouldBe(root.TraceId.ToHexString(), "what is said of the object is said in its trace");

        var insert = spans.Single(span => span.DisplayName == "insert");
        insert.Kind.ShouldBe(ActivityKind.Client);
        insert.GetTagItem("db.system.name").ShouldBe("clickhouse");
        insert.GetTagItem("db.collection.name").ShouldBe(table);
        var query = (string)insert.GetTagItem(QueryIds.Attribute)!;
        query.ShouldStartWith($"sluice-{load.GetTagItem(ObjectTraces.AttemptIdTag)}-");
        await fixture.SqlAsync("SYSTEM FLUSH LOGS");
        (await fixture.SqlAsync($"SELECT query_kind, written_rows FROM system.query_log WHERE query_id = '{query}' AND type = 'QueryFinish'")).ShouldBe("Insert\t500");
        (await HistoryAsync($"SELECT '{query}' LIKE concat('sluice-', attempt_id, '-%') FROM sluice.attempts WHERE key = '{key}'")).ShouldBe("1");
    }

    /// <summary>What the history says, which is written behind the work.</summary>
    private async Task<string> HistoryAsync(string sql)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        string history;
        while ((history = await fixture.SqlAsync(sql)).Length == 0)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
        }

        return history;
    }

    [Fact]
    public async Task Objects_that_share_an_insert_have_it_each_in_its_trace_and_linked()
    {
        var table = AgentFixture.NewName("t");
        await fixture.SqlAsync($"CREATE TABLE {Domain}.{table} (id UInt64, label String, _sluice_load_id String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        var state = new ProtocolState(fixture, Domain);
        var objects = new List<(string Key, string ETag, string LoadId)>();
        foreach (var name in new[] { "a", "b", "c" })
        {
            objects.Add(await state.QuietlyUploadAsync(table, name));
        }

        await state.AnnounceTogetherAsync(Domain, objects);
        var inserts = new List<Activity>();
        foreach (var (key, _, _) in objects)
        {
            await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
            var spans = await fixture.TraceAsync(key);
            Children(spans, spans.Single(span => span.DisplayName == "load")).ShouldContain("insert", customMessage: key);
            inserts.Add(spans.Single(span => span.DisplayName == "insert"));
        }

        inserts.Select(insert => insert.GetTagItem(QueryIds.Attribute)).Distinct().ShouldHaveSingleItem();
        inserts.Select(insert => insert.TraceId).Distinct().Count().ShouldBe(3);
        var first = inserts.Where(insert => insert.Links.Count() == 2).ShouldHaveSingleItem();
        first.Links.Select(link => link.Context.TraceId).ShouldBe(inserts.Where(insert => insert != first).Select(insert => insert.TraceId), ignoreOrder: true);
        inserts.Where(insert => insert != first).ShouldAllBe(insert => insert.Links.Single().Context.SpanId == first.SpanId);
    }

    [Fact]
    public async Task A_refused_object_s_trace_says_what_is_wrong()
    {
        var table = await fixture.NewTableAsync(Domain);
        var key = $"{Domain}/{table}/ds=1/broken.parquet";
        await fixture.UploadAsync(key, [.. Enumerable.Repeat((byte)'x', 4096)]);
        var said = await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key);
        var spans = await fixture.TraceAsync(key);

        said.TraceId.ShouldBe(spans[0].TraceId.ToHexString());
        var root = spans.Single(span => span.ParentSpanId == default);
        root.Status.ShouldBe(ActivityStatusCode.Error);
        root.GetTagItem(ObjectTraces.ErrorCodeTag).ShouldBe("E002");
        root.GetTagItem(ObjectTraces.OutcomeTag).ShouldBe("DeadLetter");
        spans.ShouldNotContain(span => span.DisplayName == "insert");
        fixture.Metrics()["sluice.attempts"].ShouldContain(each => each.Value >= 1 && each.Tags == $"environment={Environment},domain={Domain},outcome=DeadLetter,error.code=E002");
    }

    [Fact]
    public async Task Every_metric_that_has_something_to_tell_tells_it()
    {
        var table = await fixture.NewTableAsync(Domain);
        var key = $"{Domain}/{table}/ds=1/m.parquet";
        await fixture.UploadAsync(key, await fixture.ParquetAsync("m", rows: 700));
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        await fixture.TraceAsync(key);

        // What lies in the queues and how ClickHouse is doing is asked beside the loads
        await fixture.Agent.UntilAsync(
            "every metric tells something",
            _ =>
            {
                var told = fixture.Metrics();
                return Task.FromResult(Sluice.Telemetry.Metrics.All.All(metric => told.Contains(metric.Name)));
            });
        var metrics = fixture.Metrics();
        var domain = $"environment={Environment},domain={Domain}";

        foreach (var metric in Sluice.Telemetry.Metrics.All)
        {
            metrics[metric.Name].ShouldNotBeEmpty(metric.Name);
            metrics[metric.Name].ShouldAllBe(each => each.Tags.StartsWith(metric.Attributes.Contains("domain") ? domain : $"environment={Environment}"), metric.Name);
        }

        metrics["sluice.processing.latency"].ShouldAllBe(each => each.Value > 0 && each.Value < 600);
        metrics["sluice.objects.loaded"].ShouldContain(each => each.Value >= 1);
        metrics["sluice.rows"].ShouldContain(each => each.Value >= 700);
        metrics["sluice.bytes"].ShouldContain(each => each.Value > 1024);
        metrics["sluice.stage.duration"].Select(each => each.Tags.Split("stage=")[1]).Distinct().ShouldBe(["queue", "load", "settle"], ignoreOrder: true);
        metrics["sluice.clickhouse.memory"].ShouldContain(each => each.Value > 1_000_000);
        fixture.Agent.Services.GetRequiredService<ServerHealthWatch>().Last.Limits.ShouldNotBeNull("the agent can tell that ClickHouse is strained").MemoryBytes.ShouldBePositive();
        metrics["sluice.breaker.open"].Select(each => each.Tags.Split("sink=")[1]).Distinct().ShouldBe(["ClickHouse", "S3", "Credentials"], ignoreOrder: true);
    }

    private static IEnumerable<string> Children(IReadOnlyList<Activity> spans, Activity parent) =>
        spans.Where(span => span.ParentSpanId == parent.SpanId).Select(span => span.DisplayName);
}
