using System.Collections.Concurrent;
using System.Globalization;

namespace Sluice.Loading;

/// <summary>
/// The attempts of this process, by their id. A claim outlives an attempt that could not let it go, for instance because ClickHouse went down; of
/// its own the agent knows that nobody holds them any more.
/// </summary>
internal sealed class RunningAttempts
{
    private readonly string _process = $"{Guid.NewGuid():N}";
    private readonly ConcurrentDictionary<string, bool> _running = new();
    private long _last;

    /// <summary>How many run.</summary>
    public int Count => _running.Count;

    /// <summary>Begins an attempt; it runs until it is disposed.</summary>
    public Attempt Begin()
    {
        var attempt = new Attempt(this, string.Create(CultureInfo.InvariantCulture, $"{_process}-{Interlocked.Increment(ref _last)}"));
        _running[attempt.Id] = true;
        return attempt;
    }

    /// <summary>Whether it is an attempt of this process that has ended.</summary>
    public bool HasEnded(string attemptId) => attemptId.StartsWith(_process, StringComparison.Ordinal) && !_running.ContainsKey(attemptId);

    internal sealed class Attempt(RunningAttempts all, string id) : IDisposable
    {
        public string Id { get; } = id;

        public void Dispose() => all._running.TryRemove(Id, out _);
    }
}
