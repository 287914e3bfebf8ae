using System.Text.Json;
using System.Xml.Linq;
using Sluice.Bench.Compare;
using Sluice.Bench.Compare.Results;
using Sluice.Bench.Compare.World;

namespace Sluice.Tests.Compare;

[Trait("Category", "Unit")]
public sealed class CompareReportTests
{
    [Fact]
    public void The_JSON_line_has_what_programs_expect() => CompareJson.Of(Measured.All()).ToJsonString().ShouldBe(
        """
        {"small":{"vsS3Queue":0.5,"vsNaive":12,"vsGlob":2},"middle":{"vsS3Queue":0.8,"vsNaive":2,"vsGlob":1},"large":{"vsS3Queue":1.111,"vsGlob":2},
        "trickle":{"p50Ms":100,"p95Ms":150,"p99Ms":600},"agentMb":{"1k":160,"100k":168},"ledger":{"1e4":120,"1e7":117.6},"sqsRequestsPerObject":0.2}
        """.ReplaceLineEndings(""));

    [Fact]
    public void What_was_not_measured_is_not_in_the_JSON_line() =>
        CompareJson.Of(Measured.Result()).ToJsonString().ShouldBe("{}");

    [Fact]
    public void Without_the_small_workload_requests_are_those_of_the_largest_backlog()
    {
        var result = Measured.Result() with
        {
            Backlog = [new GrowthStep("1k", 1000, Measured.Use(sqsRequests: 900)), new GrowthStep("10k", 10_000, Measured.Use(sqsRequests: 2500))],
        };

        result.SqsRequestsPerObject.ShouldBe(0.25);
    }

    [Fact]
    public void A_target_is_reached_at_its_limit_and_missed_beyond_it()
    {
        var targets = Targets.Of(Measured.All()).ToDictionary(target => target.Name);

        targets["small: Sluice / S3Queue"].IsReached.ShouldBeTrue();
        targets["small: naive / Sluice"].IsReached.ShouldBeTrue();
        targets["trickle: upload to queryable, p50"].IsReached.ShouldBeTrue();
        targets["trickle: upload to queryable, p99"].IsReached.ShouldBeFalse();
        targets["agent memory: backlog of 100k / of 1k"].Value.ShouldBe(1.05, 0.001);
        targets["objects/s: ledger of 10,000,000 / of 10,000 entries"].ShouldBe(new Target("objects/s: ledger of 10,000,000 / of 10,000 entries", 0.98, 0.95, IsAtMost: false));
        targets.Count.ShouldBe(11);
        new Target("", 0.6, 0.6, IsAtMost: true).IsReached.ShouldBeTrue();
        new Target("", 9.99, 10, IsAtMost: false).IsReached.ShouldBeFalse();
    }

    [Fact]
    public void Only_what_was_measured_is_judged()
    {
        var small = Measured.Rounds(Workload.Small, [Measured.Turn(Names.Sluice, 3), Measured.Turn(Names.Glob, 2)]);

        Targets.Of(Measured.Result(small)).Select(target => target.Name).ShouldBe(["SQS requests per object in a backlog"]);
    }

    [Fact]
    public void The_page_has_a_line_for_each_contender_and_says_what_is_missed()
    {
        var text = CompareReport.Of(Measured.All());

        text.ShouldContain("| small | S3Queue | 6.00 (6.00–6.00) | 0.50 (0.50–0.50) | 10 | 10 | 1.00 |");
        text.ShouldContain("| trickle: upload to queryable, p99 | 600 ms | ≤ 500 ms | missed |");
        text.ShouldNotContain("| large | naive");
    }

    [Fact]
    public void The_page_says_with_which_command_it_was_made() =>
        new CompareOptions(Quick: true, new HashSet<string> { CompareOptions.Trickle, CompareOptions.Small }, "docs/evidence").Command
            .ShouldBe("./bench.sh --quick --only small,trickle --out docs/evidence");

    [Fact]
    public async Task Results_are_written_as_a_page_with_charts_that_are_there()
    {
        var directory = Directory.CreateTempSubdirectory("sluice-bench-").FullName;
        try
        {
            await Evidence.WriteAsync(Measured.All(), "./bench.sh", directory, TestContext.Current.CancellationToken);

            var page = await File.ReadAllTextAsync(Path.Combine(directory, "benchmark.md"), TestContext.Current.CancellationToken);
            var charts = Directory.GetFiles(Path.Combine(directory, "benchmark"), "*.svg").Select(path => Path.GetFileName(path)).ToList();
            charts.Count.ShouldBe(8);
            charts.ShouldAllBe(chart => page.Contains($"(benchmark/{chart})"));
            charts.Select(chart => XDocument.Load(Path.Combine(directory, "benchmark", chart)).Root!.Name.LocalName).ShouldAllBe(name => name == "svg");
            using var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(directory, "benchmark", "results.json"), TestContext.Current.CancellationToken));
            json.RootElement.GetProperty("rounds").GetProperty("small")[0].GetProperty("naive").GetDouble().ShouldBe(36);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
