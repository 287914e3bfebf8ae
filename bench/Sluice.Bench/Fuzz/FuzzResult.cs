using System.Text.Json.Nodes;

namespace Sluice.Bench.Fuzz;

/// <summary>What a run found.</summary>
/// <param name="Cases">Messages that were tried.</param>
/// <param name="Admitted">Of them, those with an object to load.</param>
/// <param name="Refused">Those without.</param>
/// <param name="TestEvents">S3's tests of a notification.</param>
/// <param name="FailureCount">Messages that did what none may do.</param>
/// <param name="Failures">The first of them.</param>
/// <param name="Seed">Seed of the messages.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="SlowestCase">How long the slowest message took.</param>
internal sealed record FuzzResult(
    long Cases,
    long Admitted,
    long Refused,
    long TestEvents,
    long FailureCount,
    IReadOnlyList<FuzzFailure> Failures,
    int Seed,
    TimeSpan Elapsed,
    TimeSpan SlowestCase)
{
    /// <summary><c>{"fuzz":{"cases":…}}</c>.</summary>
    public string ToJson() => new JsonObject
    {
        ["fuzz"] = new JsonObject
        {
            ["cases"] = Cases,
            ["admitted"] = Admitted,
            ["refused"] = Refused,
            ["testEvents"] = TestEvents,
            ["failures"] = FailureCount,
            ["seed"] = Seed,
            ["seconds"] = Math.Round(Elapsed.TotalSeconds, 1),
            ["slowestMs"] = Math.Round(SlowestCase.TotalMilliseconds),
        },
    }.ToJsonString();
}
