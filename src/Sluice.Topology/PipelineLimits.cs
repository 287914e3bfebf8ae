namespace Sluice.Topology;

/// <summary>Figures that the specification or AWS fixes for every deployment.</summary>
public static class PipelineLimits
{
    /// <summary>Objects of this many bytes or fewer raise no message (specification, S3 Event Pattern: size &gt; 1024; R6).</summary>
    public const long MinObjectBytesExclusive = 1024;

    /// <summary>The suffix of every key that is loaded (R6). Case-sensitive, as EventBridge matches.</summary>
    public const string KeySuffix = ".parquet";

    /// <summary>Longest key that S3 accepts, in UTF-8 bytes (Amazon S3 user guide, object key names).</summary>
    public const int MaxKeyBytes = 1024;

    /// <summary>Fewest messages that a domain may ask for at once (specification, Scaling Configuration; R12).</summary>
    public const int MinMessagesPerReceive = 5;

    /// <summary>Most messages that SQS hands out in one <c>ReceiveMessage</c> (R12).</summary>
    public const int MaxMessagesPerReceive = 10;

    /// <summary>Fewest loads that may run at once (specification, Scaling Configuration; R12).</summary>
    public const int MinConcurrency = 5;

    /// <summary>Most loads that may run at once (specification, Scaling Configuration; R12).</summary>
    public const int MaxConcurrency = 20;

    /// <summary>Messages that wait beyond which there may be more loads than <see cref="MinConcurrency"/> (specification, Scaling Configuration; R12).</summary>
    public const int DepthToScale = 20;

    /// <summary>Visibility must outlast this many message timeouts (specification, Scaling Configuration; R12).</summary>
    public const int VisibilityPerMessageTimeout = 6;

    /// <summary>Deliveries that the retry policy's three attempts take (specification, Retry Policy; R9).</summary>
    public const int MinReceiveCount = 3;

    /// <summary>Longest long poll of SQS (R3).</summary>
    public static readonly TimeSpan MaxLongPoll = TimeSpan.FromSeconds(20);

    /// <summary>Longest visibility timeout of SQS.</summary>
    public static readonly TimeSpan MaxVisibility = TimeSpan.FromHours(12);

    /// <summary>
    /// How long a dead letter is kept. A standard queue's DLQ keeps the original enqueue time, so it takes SQS's maximum.
    /// </summary>
    public static readonly TimeSpan DeadLetterRetention = TimeSpan.FromDays(14);
}
