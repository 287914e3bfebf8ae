using Microsoft.Extensions.Time.Testing;
using Sluice.Bench.Fuzz;

namespace Sluice.Tests.Fuzz;

/// <summary>A short run of <c>./bench.sh fuzz</c>, and that it would notice.</summary>
[Trait("Category", "Unit")]
public sealed class MessageFuzzTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_hostile_message_is_admitted_or_refused_and_says_no_more_than_it_is()
    {
        const int Cases = 20_000;
        var result = await MessageFuzz.RunAsync(Cases, seed: 8821, TimeProvider.System, (_, _) => { }, Stop);

        result.Failures.ShouldBeEmpty(string.Join('\n', result.Failures));
        result.Cases.ShouldBe(Cases);
        (result.Admitted + result.Refused + result.TestEvents).ShouldBe(Cases);
        result.Admitted.ShouldBeGreaterThan(Cases / 10, "a run that admits nothing checks no statement");
        result.Refused.ShouldBeGreaterThan(Cases / 10);
        result.TestEvents.ShouldBeGreaterThan(0);
    }

    [Fact]
    public void A_case_is_the_same_every_time_it_is_made()
    {
        var (first, second) = (new CaseMaker(5, Some.Bucket), new CaseMaker(5, Some.Bucket));
        Enumerable.Range(1, 500).Select(number => first.Make(number).Body).ShouldBe(Enumerable.Range(1, 500).Select(number => second.Make(number).Body));
        new CaseMaker(6, Some.Bucket).Make(1).Body.ShouldNotBe(first.Make(1).Body);
    }

    [Fact]
    public async Task What_is_thrown_is_a_failure_with_its_message()
    {
        var run = new FuzzRun(fuzzed => fuzzed.Number == 7 ? throw new FormatException("bad") : Task.FromResult(CaseKind.Refused), TimeProvider.System);

        var result = await run.RunAsync(Case, 10, 1, (_, _) => { }, Stop);

        result.FailureCount.ShouldBe(1);
        result.Failures.ShouldHaveSingleItem().ToString().ShouldContain("Case 7: FormatException: bad");
        result.Cases.ShouldBe(10);
    }

    [Fact]
    public async Task What_does_not_end_is_a_failure_too()
    {
        var time = new FakeTimeProvider();
        var hangs = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var run = new FuzzRun(
            async _ =>
            {
                hangs.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, time, Stop);
                return CaseKind.Refused;
            },
            time);

        var running = run.RunAsync(Case, 1, 1, (_, _) => { }, Stop);
        await hangs.Task.WaitAsync(Stop);
        time.Advance(FuzzRun.CaseLimit * 2);

        (await running.WaitAsync(Stop)).Failures.ShouldHaveSingleItem().Reason.ShouldContain("not ended");
    }

    private static FuzzCase Case(long number) => new(number, "{}", "market", null, MustLoad: false);
}
