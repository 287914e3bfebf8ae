using Sluice.Admitting;
using Sluice.Loading;
using Sluice.Receiving;

namespace Sluice.Settling;

/// <summary>An attempt that has ended: what the log, the history and the metrics tell of it.</summary>
/// <param name="Delivery">The delivery that it was.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Timings">How long each stage took.</param>
/// <param name="At">When it ended.</param>
internal sealed record SettledAttempt(Delivery Delivery, LoadOutcome Outcome, Timings Timings, DateTimeOffset At)
{
    /// <summary>What was asked for, or null when the message was refused.</summary>
    public LoadRequest? Request { get; init; }

    /// <summary>Shared by the objects that were tried together; null when the message was refused.</summary>
    public string? AttemptId { get; init; }

    public string Bucket { get; init; } = "";

    public string Key { get; init; } = "";

    public string? CorrelationId { get; init; }

    /// <summary>From the creation of the object until the attempt ended, when the message said when it was created.</summary>
    public TimeSpan? Latency => At - Request?.EventTime;

    /// <summary>An attempt at an object.</summary>
    public static SettledAttempt Of(LoadResult result, Timings timings, DateTimeOffset at) => new(result.Request.Delivery, result.Outcome, timings, at)
    {
        Request = result.Request,
        AttemptId = result.AttemptId,
        Bucket = result.Request.Bucket,
        Key = result.Request.Key,
        CorrelationId = result.Request.CorrelationId,
    };

    /// <summary>A message that was refused.</summary>
    public static SettledAttempt Of(Admission.Refused refused, LoadOutcome.DeadLetter outcome, Timings timings, DateTimeOffset at) => new(refused.Delivery, outcome, timings, at)
    {
        Bucket = refused.Message?.Bucket ?? "",
        Key = refused.Message?.Key ?? "",
        CorrelationId = refused.CorrelationId,
    };
}
