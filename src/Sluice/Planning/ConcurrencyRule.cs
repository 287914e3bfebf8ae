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
    private LoadedWork _measured;
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
        else if (_rest > 0)
        {
            _rest--;
            _measured += sample.Done;
        }
        else if (Limit == _min)
        {
            // Messages that wait are reason enough for the first step.
            Grow(before: null);
        }
        else
        {
            _measured += sample.Done;
            JudgeIfDue();
        }

        return Limit;
    }

    /// <summary>Judged is what as many batches as there are workers have shown: fewer say little, and loads may take minutes.</summary>
    private void JudgeIfDue()
    {
        if (_measured.Batches < Limit)
        {
            return;
        }

        // All are at work.
        var perSecond = Limit * _measured.PerWorkerSecond;
        if (perSecond < _before * Gain)
        {
            Set(Limit - Step, rest: Rest);
        }
        else
        {
            Grow(perSecond);
        }
    }

    private void Grow(double? before)
    {
        var grown = Math.Min(Limit + Step, _max);
        (_before, _measured) = (grown > Limit ? before : null, default);
        Limit = grown;
    }

    private void Set(int limit, int rest)
    {
        Limit = Math.Max(_min, limit);
        (_before, _measured, _rest) = (null, default, rest);
    }
}
