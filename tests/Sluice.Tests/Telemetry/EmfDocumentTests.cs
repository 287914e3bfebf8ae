using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Sluice.Loading;
using Sluice.Receiving;
using Sluice.Telemetry.Emf;

namespace Sluice.Tests.Telemetry;

[Trait("Category", "Unit")]
public sealed class EmfDocumentTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly EmfCollector _collector = new(Some.Topology());
    private readonly EmfDocument _document = new("dev", "host:1", "sluice-dev-metrics");

    [Fact]
    public void A_minute_of_a_domain_is_a_valid_line_with_the_names_that_the_alarms_read_R10()
    {
        _collector.Settled(Settled.As(new LoadOutcome.Loaded(10), _time.GetUtcNow()));
        _collector.Settled(Settled.As(Settled.Retry, _time.GetUtcNow()));
        _collector.Measured(Some.Domain(), new QueueDepth(7, 2));
        _collector.DeadLettersCounted(Some.Domain(), 1);

        var line = Lines().ShouldHaveSingleItem();
        EmfSchema.ErrorsOf(line).ShouldBeEmpty();
        line.ShouldBe(
            $$$"""
            {"_aws":{"Timestamp":{{{_time.GetUtcNow().ToUnixTimeMilliseconds()}}},"LogGroupName":"sluice-dev-metrics","CloudWatchMetrics":[{"Namespace":"Sluice","Dimensions":[["Environment","Domain"]],"Metrics":[{"Name":"ProcessingLatency","Unit":"Seconds"},{"Name":"SuccessRate","Unit":"Percent"},{"Name":"ErrorRate","Unit":"Percent"},{"Name":"QueueDepth","Unit":"Count"},{"Name":"DLQCount","Unit":"Count"}]}]},"Environment":"dev","Domain":"market","Agent":"host:1","ProcessingLatency":[99],"SuccessRate":[100,0],"ErrorRate":[0,100],"QueueDepth":[7],"DLQCount":[1]}
            """);
    }

    [Fact]
    public void The_average_over_any_period_is_the_share_of_its_attempts_R11()
    {
        // One attempt in a quiet minute, nine in a busy one: an average of two rates would say 50 %.
        _collector.Settled(Settled.As(Settled.Dead, _time.GetUtcNow()));
        var quiet = ValuesOf(Lines(), "ErrorRate");
        for (var n = 0; n < 9; n++)
        {
            _collector.Settled(Settled.As(new LoadOutcome.AlreadyLoaded(), _time.GetUtcNow()));
        }

        quiet.Concat(ValuesOf(Lines(), "ErrorRate")).Average().ShouldBe(10);
    }

    [Fact]
    public void More_than_a_hundred_values_go_on_to_further_lines_and_none_is_lost()
    {
        for (var n = 0; n < 250; n++)
        {
            _collector.Settled(Settled.As(n % 5 == 0 ? Settled.Dead : new LoadOutcome.Loaded(1), _time.GetUtcNow()));
        }

        _collector.Measured(Some.Domain(), new QueueDepth(7, 2));
        _collector.DeadLettersCounted(Some.Domain(), 1);
        var lines = Lines();
        lines.Count.ShouldBe(3);
        lines.ShouldAllBe(line => EmfSchema.ErrorsOf(line).Count == 0);
        ValuesOf(lines, "ErrorRate").Count().ShouldBe(250);
        ValuesOf(lines, "ProcessingLatency").Count().ShouldBe(200);
        ValuesOf(lines, "QueueDepth").ShouldBe([7]);
    }

    [Fact]
    public void What_came_to_no_end_and_what_is_not_known_is_not_told()
    {
        _collector.Settled(Settled.As(Settled.Held, _time.GetUtcNow()));
        _collector.Settled(Settled.As(new LoadOutcome.Released(), _time.GetUtcNow()));
        _collector.Measured(Some.Domain(), null);

        Lines().ShouldBeEmpty();
    }

    [Theory]
    [InlineData("""{"_aws":{"CloudWatchMetrics":[]}}""")]
    [InlineData("""{"_aws":{"Timestamp":1.5,"CloudWatchMetrics":[]}}""")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"Sluice","Dimensions":[["Domain"]],"Metrics":[{"Name":"A","Unit":"Count"}]}]},"A":1}""")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"Sluice","Dimensions":[[]],"Metrics":[{"Name":"A","Unit":"Hours"}]}]},"A":1}""")]
    [InlineData("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"Sluice","Dimensions":[[]],"Metrics":[{"Name":"A"}]}]},"A":[]}""")]
    public void What_CloudWatch_would_not_take_is_not_valid(string line) => EmfSchema.ErrorsOf(line).ShouldNotBeEmpty();

    private List<string> Lines() => [.. _collector.Take().SelectMany(each => _document.LinesOf(each.Key.Name, each.Value, _time.GetUtcNow()))];

    private static IEnumerable<double> ValuesOf(IEnumerable<string> lines, string metric) =>
        lines.SelectMany(line => JsonNode.Parse(line)![metric]?.AsArray() ?? []).Select(value => (double)value!);
}
