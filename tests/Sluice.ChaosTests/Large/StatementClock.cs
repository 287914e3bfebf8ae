using Sluice.Sandbox.Faults;

namespace Sluice.ChaosTests.Large;

/// <summary>Times statements from before ClickHouse hears them to its answer. Its query log does not outlive a kill in this build.</summary>
internal sealed class StatementClock(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<(string Kind, TimeSpan Took)> _taken = [];

    /// <summary>The figures of each kind.</summary>
    public IReadOnlyList<StatementFigures> Figures
    {
        get
        {
            lock (_gate)
            {
                return
                [
                    .. _taken.GroupBy(each => each.Kind).Select(kind =>
                    {
                        var sorted = kind.Select(each => each.Took).Order().ToList();
                        return new StatementFigures(kind.Key, sorted.Count, sorted[sorted.Count / 2], sorted[^1]);
                    }),
                ];
            }
        }
    }

    /// <summary>Forwards a statement and times it.</summary>
    public IFault Of(string kind) => Fault.Of(async call =>
    {
        var start = time.GetTimestamp();
        await call.ForwardAsync();
        lock (_gate)
        {
            _taken.Add((kind, time.GetElapsedTime(start)));
        }

        await call.AnswerAsync();
    });
}
