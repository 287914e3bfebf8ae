namespace Sluice.Telemetry.Emf;

/// <summary>What a domain has to tell of about a minute: each value by itself, so that CloudWatch's statistics are of attempts and not of minutes.</summary>
internal sealed class EmfMinute
{
    /// <summary>Latencies of the objects that were loaded, in seconds.</summary>
    public List<double> Latencies { get; } = [];

    /// <summary>Of each attempt that came to an end, whether it failed.</summary>
    public List<bool> Failures { get; } = [];

    /// <summary>Messages that wait, each time that they were counted.</summary>
    public List<int> Depths { get; } = [];

    /// <summary>Dead letters, each time that they were counted.</summary>
    public List<int> DeadLetters { get; } = [];
}
