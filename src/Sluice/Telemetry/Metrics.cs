namespace Sluice.Telemetry;

/// <summary>The metrics. docs/metrics.md is made of them.</summary>
internal static class Metrics
{
    public const string Outcome = "outcome", ErrorCode = "error.code", Stage = "stage", Step = "step", Sink = "sink";

    private const string Environment = SluiceDiagnostics.EnvironmentAttribute, Domain = SluiceDiagnostics.DomainAttribute;

    private static readonly string[] _ofDomain = [Environment, Domain], _ofAgent = [Environment];

    // The target of a stage (R2) and the threshold of an alarm (R11) are bounds, so that what lies beyond them is counted exactly.
    private static readonly double[] _stageBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300];
    private static readonly double[] _latencyBounds = [0.5, 1, 2.5, 5, 10, 20, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14400, 43200];

    public static readonly MetricDefinition ProcessingLatency = new(
        "sluice.processing.latency", MetricKind.Histogram, "s", _ofDomain, "From the creation of an object until its rows can be queried; from its message's arrival in the queue where the message does not say when the object was created.", "R2, R10")
    {
        Boundaries = _latencyBounds,
    };

    public static readonly MetricDefinition StageDuration = new(
        "sluice.stage.duration", MetricKind.Histogram, "s", [.. _ofDomain, Stage], "How long an object was in a stage: `queue` until its load began, `load`, `settle`. Once per attempt that came to an end.", "R2")
    {
        Boundaries = _stageBounds,
    };

    public static readonly MetricDefinition StepDuration = new(
        "sluice.step.duration", MetricKind.Histogram, "s", [.. _ofDomain, Step], "How long a step of a load took: `claim`, `footer`, `contract`, `intend`, `insert`, `stage`, `publish`, `commit`. Once for all objects that share it.", "R2")
    {
        Boundaries = _stageBounds,
    };

    public static readonly MetricDefinition SuccessRate = new(
        "sluice.success.rate", MetricKind.Gauge, "%", _ofDomain, "Attempts of the last 5 minutes that succeeded. Absent when there was none.", "R10");

    public static readonly MetricDefinition ErrorRate = new(
        "sluice.error.rate", MetricKind.Gauge, "%", _ofDomain, "Attempts of the last 5 minutes that failed. Absent when there was none.", "R10");

    public static readonly MetricDefinition QueueDepth = new(
        "sluice.queue.depth", MetricKind.Gauge, "{message}", _ofDomain, "Messages that wait in the queue, as SQS counts them each minute. Absent while SQS may not be asked.", "R10");

    public static readonly MetricDefinition QueueInFlight = new(
        "sluice.queue.in_flight", MetricKind.Gauge, "{message}", _ofDomain, "Messages that some agent has in hand or that wait for their next attempt, as SQS counts them.", "R12");

    public static readonly MetricDefinition QueueOldestAge = new(
        "sluice.queue.oldest_age", MetricKind.Gauge, "s", _ofDomain, "Age of the oldest message, inferred from those in hand and those received in the last minute, since SQS tells it only to CloudWatch. Absent while nothing tells it.", "R2");

    public static readonly MetricDefinition DlqCount = new(
        "sluice.dlq.count", MetricKind.Gauge, "{message}", _ofDomain, "Messages in the dead-letter queue, as SQS counts them each minute. Absent while SQS may not be asked.", "R10");

    public static readonly MetricDefinition Attempts = new(
        "sluice.attempts", MetricKind.Counter, "{attempt}", [.. _ofDomain, Outcome, $"{ErrorCode}?"], "Attempts that ended, by outcome (as in `sluice.attempts` of the ledger) and error code, or kind where the specification has no code.", "R8, R10");

    public static readonly MetricDefinition ObjectsLoaded = new("sluice.objects.loaded", MetricKind.Counter, "{object}", _ofDomain, "Objects loaded.", "R10");

    public static readonly MetricDefinition Rows = new("sluice.rows", MetricKind.Counter, "{row}", _ofDomain, "Rows of the objects loaded.", "R13");

    public static readonly MetricDefinition Bytes = new("sluice.bytes", MetricKind.Counter, "By", _ofDomain, "Size of the objects loaded, as far as their messages say.", "R13");

    public static readonly MetricDefinition MessagesInHand = new("sluice.messages.in_hand", MetricKind.Gauge, "{message}", _ofDomain, "Messages that this agent has received and not settled.", "R12");

    public static readonly MetricDefinition WorkersBusy = new("sluice.workers.busy", MetricKind.Gauge, "{worker}", _ofAgent, "Loads that run.", "R12");

    public static readonly MetricDefinition WorkersLimit = new("sluice.workers.limit", MetricKind.Gauge, "{worker}", _ofAgent, "Loads that may run at once.", "R12");

    public static readonly MetricDefinition BreakerOpen = new(
        "sluice.breaker.open", MetricKind.Gauge, "{breaker}", [.. _ofAgent, Sink], "1 while the sink (`ClickHouse`, `S3`, `Credentials`) is at fault and nothing is received, else 0.", "R8");

    public static readonly MetricDefinition ClickHousePartsMax = new(
        "sluice.clickhouse.parts.max", MetricKind.Gauge, "{part}", _ofDomain, "Most active parts in a partition of the domain's tables (`system.parts`): ClickHouse delays inserts at `parts_to_delay_insert` (1000) and refuses them at `parts_to_throw_insert` (3000).", "R8");

    public static readonly MetricDefinition ClickHouseParts = new("sluice.clickhouse.parts", MetricKind.Gauge, "{part}", _ofDomain, "Active parts of the domain's tables (`system.parts`).", "R8");

    public static readonly MetricDefinition ClickHouseMerges = new("sluice.clickhouse.merges", MetricKind.Gauge, "{merge}", _ofAgent, "Merges that run (`system.metrics`).", "R8");

    public static readonly MetricDefinition ClickHouseQueries = new("sluice.clickhouse.queries", MetricKind.Gauge, "{query}", _ofAgent, "Queries that run (`system.metrics`).", "R8");

    public static readonly MetricDefinition ClickHouseMemory = new("sluice.clickhouse.memory", MetricKind.Gauge, "By", _ofAgent, "Memory that the server accounts for (`system.metrics`, `MemoryTracking`).", "R8");

    /// <summary>All of them, in the order of the documentation.</summary>
    public static IReadOnlyList<MetricDefinition> All { get; } =
    [
        ProcessingLatency, SuccessRate, ErrorRate, QueueDepth, DlqCount, StageDuration, StepDuration, Attempts, ObjectsLoaded, Rows, Bytes, QueueInFlight, QueueOldestAge, MessagesInHand,
        WorkersBusy, WorkersLimit, BreakerOpen, ClickHousePartsMax, ClickHouseParts, ClickHouseMerges, ClickHouseQueries, ClickHouseMemory,
    ];
}
