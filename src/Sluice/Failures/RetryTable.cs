using System.Collections.Frozen;

namespace Sluice.Failures;

/// <summary>
/// Attempts and backoff by kind (specification, Retry Policy; R9). An attempt is a delivery; kinds that are not listed get one.
/// </summary>
internal static class RetryTable
{
    private static readonly TimeSpan[] _connection = [TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(8)];

    private static readonly FrozenDictionary<ErrorKind, TimeSpan[]> _backoff = new Dictionary<ErrorKind, TimeSpan[]>
    {
        [ErrorKind.Connection] = _connection,
        [ErrorKind.Database] = _connection,
        [ErrorKind.Unknown] = _connection,
        [ErrorKind.Memory] = [TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(10)],
    }.ToFrozenDictionary();

    /// <summary>How long to wait after the given attempt failed, or null when it was of a kind that is not worth another.</summary>
    /// <param name="kind">Kind of the failure.</param>
    /// <param name="attempt">Deliveries so far, from 1.</param>
    public static TimeSpan? BackoffAfter(ErrorKind kind, int attempt) =>
        _backoff.TryGetValue(kind, out var delays) ? delays[Math.Clamp(attempt, 1, delays.Length) - 1] : null;
}
