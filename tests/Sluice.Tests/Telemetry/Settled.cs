using Sluice.Admitting;
using Sluice.Failures;
using Sluice.Loading;
using Sluice.Settling;

namespace Sluice.Tests.Telemetry;

/// <summary>Attempts that have ended.</summary>
internal static class Settled
{
    public static readonly LoadOutcome Retry = new LoadOutcome.RetryLater(new Failure(ErrorKind.Connection, "no connection"), TimeSpan.FromSeconds(2));

    public static readonly LoadOutcome Dead = new LoadOutcome.DeadLetter(new Failure(ErrorKind.Schema, "does not fit"), TimeSpan.Zero);

    public static readonly LoadOutcome Held = new LoadOutcome.Held(new Failure(ErrorKind.Database, "is down", Sink.ClickHouse));

    /// <summary>An attempt at an object that was created 100 s before it ended.</summary>
    public static SettledAttempt As(LoadOutcome outcome, DateTimeOffset at, string domain = "market", bool hasEventTime = true, string key = "market/t/ds=1/a.parquet")
    {
        var delivery = Some.Delivery("{}", domain) with { SentAt = at - TimeSpan.FromSeconds(40), ReceivedAt = at - TimeSpan.FromSeconds(10) };
        var request = new LoadRequest(
            delivery, Some.Bucket, key, delivery.Domain, "t", "ds=1", 5000, "correlation-1", "etag", null, null, hasEventTime ? at - TimeSpan.FromSeconds(100) : null);
        return SettledAttempt.Of(new LoadResult(request, outcome, "attempt-1"), new Timings(TimeSpan.FromSeconds(31), TimeSpan.FromSeconds(8), TimeSpan.FromSeconds(1)), at);
    }
}
