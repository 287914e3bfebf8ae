namespace Sluice.Planning;

/// <summary>
/// How many loads run at once (R12): more while messages wait and more at once load more; fewer where that brought nothing, where ClickHouse is strained, and where nothing waits.
/// </summary>
internal sealed class ConcurrencyRule
{
    private const int Step = 2;

    // What a step must bring to stay: less than that is noise.
    private const double Gain = 1.05;

    // Looks until a step that brought nothing is tried again.
    private const int Rest = 12;

    private readonly int _min;
    private readonly int _max;
    private double? _before;
    private int _rest;

    /// <param name="min">Fewest.</param>
    /// <param name="max">Most.</param>
    public ConcurrencyRule(int min, int max) => (_min, _max, Limit) = (min, max, min);

    /// <summary>Loads that may run at once.</summary>
    public int Limit { get; private set; }

    /// <summary>Takes a look.</summary>
    /// <returns>The new limit.</returns>
    public int Next(ConcurrencySample sample)
    {
        if (sample.IsStrained)
        {
            Set(Limit * 3 / 4, rest: Rest);
        }
        else if (!sample.IsBacklogged)
        {
            Set(Limit - 1, rest: 0);
        }
        else if (_before is { } before && sample.WorkPerSecond < before * Gain)
        {
            Set(Limit - Step, rest: Rest);
        }
        else if (_rest > 0)
        {
            _rest--;
        }
        else
        {
            var grown = Math.Min(Limit + Step, _max);
            _before = grown > Limit ? sample.WorkPerSecond : null;
            Limit = grown;
        }

        return Limit;
    }

    private void Set(int limit, int rest)
    {
        Limit = Math.Max(_min, limit);
        (_before, _rest) = (null, rest);
    }
}
