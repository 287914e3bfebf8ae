using Microsoft.Extensions.Time.Testing;
using Sluice.Operating.Doctor;

namespace Sluice.Tests.Operating;

[Trait("Category", "Unit")]
public sealed class DoctorRunTests
{
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(nameof(CheckStatus.Ok), true)]
    [InlineData(nameof(CheckStatus.Warning), true)]
    [InlineData(nameof(CheckStatus.Problem), false)]
    [InlineData(nameof(CheckStatus.Skipped), false)]
    public async Task A_check_is_tried_when_what_it_needs_is_there(string needed, bool isTried)
    {
        var results = await RunAsync(
            new Check(CheckTable.Login, _ => Found(Enum.Parse<CheckStatus>(needed))),
            new Check(CheckTable.ClickHouse, _ => Found(CheckStatus.Ok)),
            new Check(CheckTable.Ledger, _ => Found(CheckStatus.Ok)));

        results.Select(result => result.Check).ShouldBe([CheckTable.ClickHouse, CheckTable.Login, CheckTable.Ledger]);
        results[^1].Findings.ShouldBe([isTried ? Finding.Ok("seen", "") : Finding.Skipped("ledger", "not tried: see login")]);
    }

    [Fact]
    public async Task What_is_thrown_becomes_a_problem_and_the_others_go_on()
    {
        var results = await RunAsync(
            new Check(CheckTable.Sqs, _ => throw new HttpRequestException("gone")),
            new Check(CheckTable.Watching, _ => Found(CheckStatus.Ok)));

        results[0].Findings.ShouldHaveSingleItem().Detail.ShouldContain("gone");
        results[1].Findings.ShouldBe([Finding.Ok("seen", "")]);
    }

    [Fact]
    public async Task A_check_that_hangs_is_given_up()
    {
        var hanging = RunAsync(new Check(CheckTable.Sqs, async stop =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, _time, stop);
            return [];
        }));

        _time.Advance(TimeSpan.FromSeconds(30));

        (await hanging)[0].Findings.ShouldHaveSingleItem().Detail.ShouldBe("no answer within 30 s");
    }

    private static Task<IReadOnlyList<Finding>> Found(CheckStatus status) => Task.FromResult<IReadOnlyList<Finding>>([new Finding("seen", status, "")]);

    private async Task<IReadOnlyList<CheckResult>> RunAsync(params IDoctorCheck[] checks)
    {
        var results = new List<CheckResult>();
        await foreach (var result in new DoctorRun(checks, _time).RunAsync(Stop))
        {
            results.Add(result);
        }

        return results;
    }

    private sealed class Check(CheckInfo info, Func<CancellationToken, Task<IReadOnlyList<Finding>>> run) : IDoctorCheck
    {
        public CheckInfo Info => info;

        public Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken) => run(cancellationToken);
    }
}
