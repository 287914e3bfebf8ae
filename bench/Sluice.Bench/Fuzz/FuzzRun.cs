namespace Sluice.Bench.Fuzz;

/// <summary>Tries messages on all processors. One that throws, or does not end, is a failure like any other.</summary>
/// <param name="check">Tries one message.</param>
/// <param name="time">The clock.</param>
internal sealed class FuzzRun(Func<FuzzCase, Task<CaseKind>> check, TimeProvider time)
{
    private const int KeptFailures = 20;

    /// <summary>Far above what the largest message takes on a busy machine.</summary>
    public static readonly TimeSpan CaseLimit = TimeSpan.FromSeconds(20);

    private static readonly TimeSpan _look = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly Dictionary<FuzzCase, long> _running = new(ReferenceEqualityComparer.Instance);
    private readonly List<FuzzFailure> _failures = [];
    private readonly long[] _kinds = new long[Enum.GetValues<CaseKind>().Length];
    private long _failureCount;
    private long _last;
    private TimeSpan _slowest;

    /// <summary>Tries the first <paramref name="cases"/> messages of a maker.</summary>
    /// <param name="make">Makes the message of a number.</param>
    /// <param name="cases">How many.</param>
    /// <param name="seed">Seed of the messages, for the result.</param>
    /// <param name="progress">Told now and then how many were tried and how many failed.</param>
    /// <param name="cancellationToken">Ends the run early, without a result.</param>
    public async Task<FuzzResult> RunAsync(
        Func<long, FuzzCase> make, long cases, int seed, Action<long, long> progress, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var workers = Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount)
            .Select(_ => Task.Run(() => WorkAsync(make, cases, cancellationToken), CancellationToken.None)));
        using var timer = new PeriodicTimer(_look, time);
        while (!workers.IsCompleted && !HasStuck())
        {
            progress(Tried(), Interlocked.Read(ref _failureCount));
            await Task.WhenAny(workers, timer.WaitForNextTickAsync(CancellationToken.None).AsTask());
        }

        cancellationToken.ThrowIfCancellationRequested();
        if (workers.IsCompleted)
        {
            await workers;
        }

        lock (_gate)
        {
            return new FuzzResult(
                Tried(),
                _kinds[(int)CaseKind.Admitted],
                _kinds[(int)CaseKind.Refused],
                _kinds[(int)CaseKind.TestEvent],
                _failureCount,
                [.. _failures],
                seed,
                time.GetElapsedTime(started),
                _slowest);
        }
    }

    private long Tried()
    {
        lock (_gate)
        {
            return _kinds.Sum() + _failureCount;
        }
    }

    private async Task WorkAsync(Func<long, FuzzCase> make, long cases, CancellationToken cancellationToken)
    {
        while (Interlocked.Increment(ref _last) is var number && number <= cases && !cancellationToken.IsCancellationRequested)
        {
            var fuzzed = make(number);
            Begin(fuzzed);
            try
            {
                End(fuzzed, await check(fuzzed), null);
            }
#pragma warning disable CA1031 // That something is thrown is the finding
            catch (Exception e)
#pragma warning restore CA1031
            {
                End(fuzzed, default, e is FuzzException ? e.Message : $"{e.GetType().Name}: {e.Message}");
            }
        }
    }

    private void Begin(FuzzCase fuzzed)
    {
        lock (_gate)
        {
            _running[fuzzed] = time.GetTimestamp();
        }
    }

    private void End(FuzzCase fuzzed, CaseKind kind, string? failure)
    {
        lock (_gate)
        {
            if (!_running.Remove(fuzzed, out var started))
            {
                return;
            }

            var took = time.GetElapsedTime(started);
            _slowest = took > _slowest ? took : _slowest;
            if (failure is not null)
            {
                Fail(fuzzed, failure);
            }
            else
            {
                _kinds[(int)kind]++;
            }
        }
    }

    /// <summary>Whether a message takes so long that it may never end. Nothing can stop it; the run ends without it.</summary>
    private bool HasStuck()
    {
        lock (_gate)
        {
            var stuck = _running.Where(running => time.GetElapsedTime(running.Value) > CaseLimit).Select(running => running.Key).ToList();
            foreach (var fuzzed in stuck)
            {
                _running.Remove(fuzzed);
                Fail(fuzzed, $"it has not ended within {CaseLimit.TotalSeconds} s");
            }

            return stuck.Count > 0;
        }
    }

    private void Fail(FuzzCase fuzzed, string reason)
    {
        _failureCount++;
        if (_failures.Count < KeptFailures)
        {
            _failures.Add(new FuzzFailure(fuzzed, reason));
        }
    }
}
