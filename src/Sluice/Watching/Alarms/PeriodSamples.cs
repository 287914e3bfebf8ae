using System.Globalization;

namespace Sluice.Watching.Alarms;

/// <summary>
/// What was measured in one period. However much it is, it takes no more than some 3,000 numbers: values within 1 % of each other are counted together, and stand for the greatest among them.
/// </summary>
internal sealed class PeriodSamples
{
    private static readonly double _step = Math.Log(1.01);

    private readonly SortedDictionary<int, (long Count, double Greatest)> _values = [];
    private long _count;
    private double _sum;

    /// <summary>Adds a value; less than 0 counts as 0.</summary>
    public void Add(double value)
    {
        value = Math.Max(0, value);
        var place = value < 0.001 ? int.MinValue : (int)Math.Floor(Math.Log(value) / _step);
        var (count, greatest) = _values.GetValueOrDefault(place);
        _values[place] = (count + 1, Math.Max(greatest, value));
        _count++;
        _sum += value;
    }

    /// <summary>A statistic as CloudWatch names it, or null when nothing was measured.</summary>
    /// <exception cref="NotSupportedException">It is none that an alarm uses.</exception>
    public double? Statistic(string name) => _count == 0 ? null : name switch
    {
        "Average" => _sum / _count,
        "Sum" => _sum,
        "Maximum" => _values.Last().Value.Greatest,
        ['p', .. var percent] => Percentile(double.Parse(percent, CultureInfo.InvariantCulture)),
        _ => throw new NotSupportedException($"There is no statistic {name}."),
    };

    /// <summary>The least value that so many percent do not exceed.</summary>
    private double Percentile(double percent)
    {
        var rank = (long)Math.Ceiling(_count * percent / 100);
        foreach (var (count, greatest) in _values.Values)
        {
            rank -= count;
            if (rank <= 0)
            {
                return greatest;
            }
        }

        return _values.Last().Value.Greatest;
    }
}
