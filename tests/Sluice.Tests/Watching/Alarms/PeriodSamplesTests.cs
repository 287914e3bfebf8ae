using CsCheck;
using Sluice.Watching.Alarms;

namespace Sluice.Tests.Watching.Alarms;

[Trait("Category", "Unit")]
public sealed class PeriodSamplesTests
{
    [Theory]
    [InlineData("Average")]
    [InlineData("Sum")]
    [InlineData("Maximum")]
    [InlineData("p99")]
    public void Nothing_has_no_statistic(string statistic) => new PeriodSamples().Statistic(statistic).ShouldBeNull();

    [Fact]
    public void One_slow_object_of_a_hundred_does_not_make_the_99th_percentile_and_two_do()
    {
        Of([.. Enumerable.Repeat(1.0, 99), 700]).Statistic("p99").ShouldBe(1);
        Of([.. Enumerable.Repeat(1.0, 98), 700, 700]).Statistic("p99").ShouldBe(700);
        Of([700]).Statistic("p99").ShouldBe(700);
    }

    [Fact]
    public void Averages_sums_and_maxima_are_exact_and_percentiles_within_one_percent() =>
        Gen.Double[0, 40_000].List[1, 500].Sample(values =>
        {
            var samples = Of(values);
            var rank = values.Order().ElementAt((int)Math.Ceiling(values.Count * 0.99) - 1);
            var percentile = samples.Statistic("p99")!.Value;
            return Math.Abs(samples.Statistic("Average")!.Value - values.Average()) < 0.001
                && Math.Abs(samples.Statistic("Sum")!.Value - values.Sum()) < 0.001
                && samples.Statistic("Maximum") == values.Max()
                && percentile >= rank
                && percentile <= Math.Max(0.001, rank * 1.011);
        });

    [Fact]
    public void What_no_alarm_uses_is_refused() => Should.Throw<NotSupportedException>(() => Of([1]).Statistic("SampleCount"));

    private static PeriodSamples Of(IEnumerable<double> values)
    {
        var samples = new PeriodSamples();
        foreach (var value in values)
        {
            samples.Add(value);
        }

        return samples;
    }
}
