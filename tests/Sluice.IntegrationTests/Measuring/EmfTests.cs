using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Telemetry;
using Sluice.Tests.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Measuring;

/// <summary>What CloudWatch is told (R10).</summary>
[Trait("Category", "Integration")]
[Collection("measured")]
public sealed class EmfTests(EmfAgent fixture) : IClassFixture<EmfAgent>
{
    private const string Domain = LocalCloudFixture.MeasuredDomain;

    [Fact]
    public async Task The_CloudWatch_agent_gets_valid_lines_of_what_was_loaded_and_what_failed()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        var table = await fixture.NewTableAsync(Domain);
        await fixture.UploadAsync($"{Domain}/{table}/ds=1/good.parquet", await fixture.ParquetAsync("a"));
        await fixture.UploadAsync($"{Domain}/{table}/ds=1/bad.parquet", [.. Enumerable.Repeat((byte)'x', 4096)]);
        await fixture.Agent.SaysAsync(LogEvents.ObjectLoaded, $"/{table}/");
        await fixture.Agent.SaysAsync(LogEvents.ObjectDeadLettered, $"/{table}/");

        await fixture.Agent.UntilAsync("SQS was asked", services => Task.FromResult(services.GetRequiredService<QueueTally>().Of(services.GetRequiredService<PipelineTopology>().FindDomain(Domain)!) is not null));

        var lines = await fixture.LinesAtEndAsync(limit.Token);
        lines.ShouldNotBeEmpty();
        lines.SelectMany(EmfSchema.ErrorsOf).ShouldBeEmpty();
        var documents = lines.Select(line => JsonNode.Parse(line)!).ToList();
        documents.ShouldAllBe(document => (string)document["Domain"]! == Domain && (string)document["Environment"]! == "dev");
        Values(documents, "ErrorRate").ShouldBe([0, 100], ignoreOrder: true);
        Values(documents, "SuccessRate").ShouldBe([0, 100], ignoreOrder: true);
        Values(documents, "ProcessingLatency").ShouldHaveSingleItem().ShouldBeInRange(0.001, 60);
        Values(documents, "QueueDepth").ShouldNotBeEmpty();
        Values(documents, "DLQCount").ShouldNotBeEmpty();
    }

    private static IEnumerable<double> Values(IEnumerable<JsonNode> documents, string metric) =>
        documents.SelectMany(document => document[metric]?.AsArray() ?? []).Select(value => (double)value!);
}
