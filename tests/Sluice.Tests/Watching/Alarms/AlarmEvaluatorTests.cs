using CsCheck;
using Sluice.Topology;
using Sluice.Watching.Alarms;

namespace Sluice.Tests.Watching.Alarms;

/// <summary>
/// The tables of https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html: 0 is a period that does not breach, X one that does, - one without data; the
/// oldest first.
/// </summary>
[Trait("Category", "Unit")]
public sealed class AlarmEvaluatorTests
{
    private const AlarmState Ok = AlarmState.Ok, Alarm = AlarmState.Alarm;

    private static readonly AlarmState[] _states = Enum.GetValues<AlarmState>();

    [Theory]
    [InlineData(3, "0 - X - X", "Ok", "Ok")]
    [InlineData(3, "0 - - - -", "Ok", "Ok")]
    [InlineData(3, "- - - - -", "retain", "Ok")]
    [InlineData(3, "0 X X - X", "Alarm", "Alarm")]
    [InlineData(3, "- - X - -", "retain", "Ok")]
    [InlineData(2, "0 - X - X", "Alarm", "Alarm")]
    [InlineData(2, "0 0 X 0 X", "Alarm", "Alarm")]
    [InlineData(2, "0 - X - -", "Ok", "Ok")]
    [InlineData(2, "- - - - 0", "Ok", "Ok")]
    [InlineData(2, "- - - X -", "retain", "Ok")]
    public void It_decides_as_CloudWatch_does_where_data_is_missing(int datapoints, string periods, string ignore, string notBreaching)
    {
        foreach (var current in _states)
        {
            AlarmEvaluator.Evaluate(Rule(datapoints, MissingData.Ignore), Values(periods), current).ShouldBe(ignore == "retain" ? current : Enum.Parse<AlarmState>(ignore));
            AlarmEvaluator.Evaluate(Rule(datapoints, MissingData.NotBreaching), Values(periods), current).ShouldBe(Enum.Parse<AlarmState>(notBreaching));
        }
    }

    [Theory]
    [InlineData("X X 0 0 X", "Ok")]
    [InlineData("X X X 0 0 0 X", "Ok")]
    [InlineData("0 0 0 X X", "Alarm")]
    [InlineData("0 0 X X 0", "Alarm")]
    [InlineData("0 X X 0 0", "Ok")]
    public void Without_a_gap_only_the_latest_periods_count(string periods, string state) =>
        AlarmEvaluator.Evaluate(Rule(2, MissingData.Ignore), Values(periods), Ok).ShouldBe(Enum.Parse<AlarmState>(state));

    [Fact]
    public void A_period_at_the_threshold_does_not_breach() =>
        AlarmEvaluator.Evaluate(Rule(2, MissingData.Ignore), [10, 10, 10], Alarm).ShouldBe(Ok);

    [Fact]
    public void With_data_in_every_period_it_is_M_of_the_latest_N_whatever_was_before() =>
        Gen.Select(Gen.Bool.List[3, 20], Gen.Int[1, 3], Gen.Int[0, 2].Select(n => _states[n])).Sample((breaches, datapoints, current) =>
        {
            var periods = breaches.Select(breach => (double?)(breach ? 11 : 9));
            var expected = breaches.TakeLast(3).Count(breach => breach) >= datapoints ? Alarm : Ok;
            return AlarmEvaluator.Evaluate(Rule(datapoints, MissingData.Ignore), periods, current) == expected
                && AlarmEvaluator.Evaluate(Rule(datapoints, MissingData.NotBreaching), periods, current) == expected;
        });

    private static AlarmRule Rule(int datapoints, MissingData missing) =>
        new("Any", "Any", "Average", 10, TimeSpan.FromMinutes(5), datapoints, 3, AlarmPriority.P1, missing);

    private static IEnumerable<double?> Values(string periods) => periods.Split(' ').Select(period => period switch { "X" => 11.0, "0" => 9, _ => (double?)null });
}
