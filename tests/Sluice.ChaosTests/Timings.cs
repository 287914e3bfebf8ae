namespace Sluice.ChaosTests;

/// <summary>Times of the agents, short so that faults are recovered from quickly.</summary>
internal static class Timings
{
    /// <summary>Longest load, and deadline of an insert.</summary>
    public static readonly TimeSpan MessageTimeout = TimeSpan.FromSeconds(5);

    /// <summary>How long the messages of a killed agent stay hidden: the least that the configuration allows.</summary>
    public static readonly TimeSpan VisibilityTimeout = 6 * MessageTimeout;

    /// <summary>How long a receive waits.</summary>
    public static readonly TimeSpan LongPoll = TimeSpan.FromSeconds(1);

    /// <summary>How long a fault waits for its step.</summary>
    public static readonly TimeSpan StepPatience = TimeSpan.FromSeconds(12);

    /// <summary>How long everything may take to settle after the last fault.</summary>
    public static readonly TimeSpan SettlePatience = TimeSpan.FromMinutes(4);

    /// <summary>How long staging tables may stay after everything is settled.</summary>
    public static readonly TimeSpan TidyPatience = VisibilityTimeout + TimeSpan.FromSeconds(15);

    /// <summary>Message timeout of the large object's agent: staging and publishing must fit in it on a small machine.</summary>
    public static readonly TimeSpan LargeMessageTimeout = TimeSpan.FromSeconds(90);

    /// <summary>How long a moment of the large object's load may be in coming: what a killed attempt claimed holds for a message timeout.</summary>
    public static readonly TimeSpan MomentPatience = (3 * LargeMessageTimeout) + TimeSpan.FromSeconds(30);
}
