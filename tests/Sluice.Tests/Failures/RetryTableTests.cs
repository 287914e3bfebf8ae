using Sluice.Failures;

namespace Sluice.Tests.Failures;

[Trait("Category", "Unit")]
public sealed class RetryTableTests
{
    /// <summary>The specification's Retry Policy and Error Codes, row by row.</summary>
    [Theory]
    [InlineData((int)ErrorKind.Connection, "E004", new[] { 2, 4, 8 })]
    [InlineData((int)ErrorKind.Network, "E004", new[] { 2, 4, 8 })]
    [InlineData((int)ErrorKind.Database, "E005", new[] { 2, 4, 8 })]
    [InlineData((int)ErrorKind.Memory, "E006", new[] { 5, 10 })]
    [InlineData((int)ErrorKind.Unknown, null, new[] { 2, 4, 8 })]
    public void Attempts_and_backoff_are_the_specifications(int kind, string? code, int[] seconds)
    {
        var rule = RetryTable.Of((ErrorKind)kind);

        (rule.Code?.ToString(), rule.Attempts).ShouldBe((code, seconds.Length));
        Enumerable.Range(1, seconds.Length).Select(attempt => (int)rule.WaitAfter(attempt).TotalSeconds).ShouldBe(seconds);
        Enumerable.Range(1, seconds.Length + 1).Select(rule.IsLast).ShouldBe([.. Enumerable.Repeat(false, seconds.Length - 1), true, true]);
    }

    [Theory]
    [InlineData((int)ErrorKind.Event, "E001")]
    [InlineData((int)ErrorKind.Format, "E002")]
    [InlineData((int)ErrorKind.Schema, "E003")]
    [InlineData((int)ErrorKind.Permission, null)]
    public void What_another_attempt_cannot_mend_is_given_up_at_once(int kind, string? code)
    {
        var rule = RetryTable.Of((ErrorKind)kind);

        (rule.Code?.ToString(), rule.Attempts, rule.IsLast(1), rule.WaitAfter(1)).ShouldBe((code, 1, true, TimeSpan.Zero));
    }

    [Fact]
    public void Every_kind_has_a_rule() => RetryTable.All.Select(rule => rule.Kind).ShouldBe(Enum.GetValues<ErrorKind>());
}
