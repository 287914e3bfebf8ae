namespace Sluice.Sandbox.EventBridge;

/// <summary>How long a target is tried (https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RetryPolicy.html).</summary>
internal sealed record RetryPolicy
{
    public static readonly RetryPolicy Default = new();

    // AWS says "exponential backoff and jitter" and no figures; these make its 185 attempts last about its 24 h
    private static readonly TimeSpan _firstWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longestWait = TimeSpan.FromMinutes(10);

    /// <summary>Age of an event beyond which it is given up, 60 s to 24 h. Default 24 h.</summary>
    public TimeSpan MaximumEventAge { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How often it is tried again, 0 to 185. Default 185.</summary>
    public int MaximumRetryAttempts { get; init; } = 185;

    public bool IsValid => MaximumEventAge.TotalSeconds is >= 60 and <= 86400 && MaximumRetryAttempts is >= 0 and <= 185;

    /// <summary>How long to wait before a retry: twice as long each time, of which a random part up to a half is let off.</summary>
    /// <param name="retry">Which one, from 1.</param>
    /// <param name="jitter">At random, from 0 to 1.</param>
    public static TimeSpan Wait(int retry, double jitter)
    {
        var longest = _firstWait * Math.Pow(2, Math.Min(retry - 1, 16));
        return (longest < _longestWait ? longest : _longestWait) * (1 - (jitter / 2));
    }
}
