using Sluice.Failures;
using Sluice.Loading;
using Sluice.Settling;

namespace Sluice.Telemetry;

/// <summary>What happened in a domain since the agent started.</summary>
internal sealed class DomainTally
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Outcome, string? Label), long> _attempts = NoAttempts();
    private readonly RateWindow _recent;
    private long _objects;
    private long _rows;
    private long _bytes;

    public DomainTally(TimeProvider time) => _recent = new RateWindow(time);

    public void Add(SettledAttempt attempt)
    {
        lock (_gate)
        {
            var kind = (attempt.Outcome.GetType().Name, attempt.Outcome.FailureOrNone?.Label);
            _attempts[kind] = _attempts.GetValueOrDefault(kind) + 1;
            if (AttemptResult.IsFailure(attempt.Outcome) is { } isFailure)
            {
                _recent.Add(isFailure);
            }

            if (attempt.Outcome is LoadOutcome.Loaded loaded)
            {
                _objects++;
                _rows += loaded.Rows;
                _bytes += attempt.Request?.FileSize ?? 0;
            }
        }
    }

    /// <summary>The totals as they are now.</summary>
    public DomainFigures Read()
    {
        lock (_gate)
        {
            return new DomainFigures([.. _attempts.Select(each => (each.Key.Outcome, each.Key.Label, each.Value))], _objects, _rows, _bytes, _recent.FailedShare());
        }
    }

    /// <summary>A series that begins at its first failure would hide that failure from whoever looks at increases.</summary>
    private static Dictionary<(string Outcome, string? Label), long> NoAttempts()
    {
        string[] successes = [nameof(LoadOutcome.Loaded), nameof(LoadOutcome.AlreadyLoaded), nameof(LoadOutcome.Superseded), nameof(LoadOutcome.Skipped), nameof(LoadOutcome.Released)];
        string[] failures = [nameof(LoadOutcome.RetryLater), nameof(LoadOutcome.DeadLetter)];
        var labels = Enum.GetValues<ErrorKind>().Select(kind => new Failure(kind, "").Label).Distinct().ToList();
        return successes.Select(outcome => (outcome, (string?)null))
            .Concat(failures.SelectMany(outcome => labels.Select(label => (outcome, (string?)label))))
            .ToDictionary(kind => kind, _ => 0L);
    }
}
