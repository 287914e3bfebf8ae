using Sluice.Failures;

namespace Sluice.Tests.Failures;

[Trait("Category", "Unit")]
public sealed class RetryTableTests
{
    [Theory]
    [InlineData((int)ErrorKind.Connection, new[] { 2, 4, 8, 8 })]
    [InlineData((int)ErrorKind.Database, new[] { 2, 4, 8, 8 })]
    [InlineData((int)ErrorKind.Unknown, new[] { 2, 4, 8, 8 })]
    [InlineData((int)ErrorKind.Memory, new[] { 5, 10, 10 })]
    public void Backoff_grows_by_delivery_as_the_specification_says(int kind, int[] seconds) =>
        Enumerable.Range(1, seconds.Length).Select(attempt => RetryTable.BackoffAfter((ErrorKind)kind, attempt))
            .ShouldBe(seconds.Select(s => (TimeSpan?)TimeSpan.FromSeconds(s)));

    [Theory]
    [InlineData((int)ErrorKind.Event)]
    [InlineData((int)ErrorKind.Format)]
    [InlineData((int)ErrorKind.Schema)]
    [InlineData((int)ErrorKind.Permission)]
    public void What_another_attempt_cannot_mend_gets_none(int kind) => RetryTable.BackoffAfter((ErrorKind)kind, 1).ShouldBeNull();
}
