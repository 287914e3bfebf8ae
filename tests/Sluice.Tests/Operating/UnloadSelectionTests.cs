using Sluice.Ledger;
using Sluice.Operating;

namespace Sluice.Tests.Operating;

[Trait("Category", "Unit")]
public sealed class UnloadSelectionTests
{
    private static readonly DateTime _now = new(2026, 1, 1, 12, 0, 0, DateTimeKind.Utc);
    private static readonly TimeSpan _longestInsert = TimeSpan.FromMinutes(5);
    private static readonly S3Address _address = new("b", "k");

    [Fact]
    public void Without_an_entity_tag_everything_that_may_have_rows_is_taken() => Select(
        null, Entry("a", LoadState.Loaded), Entry("b", LoadState.InDoubt), Entry("c", LoadState.Unloaded), Entry("d", LoadState.Failed)).ShouldBe(["a", "b"]);

    [Fact]
    public void With_one_only_that() => Select("b", Entry("a", LoadState.Loaded), Entry("b", LoadState.Loaded)).ShouldBe(["b"]);

    [Theory]
    [InlineData(nameof(LoadState.Unloaded))]
    [InlineData(nameof(LoadState.Replaced))]
    public void What_is_out_already_is_no_mistake(string state) => Select(null, Entry("a", Enum.Parse<LoadState>(state))).ShouldBeEmpty();

    [Theory]
    [InlineData(nameof(LoadState.Failed))]
    [InlineData(nameof(LoadState.DeadLettered))]
    [InlineData(nameof(LoadState.Superseded))]
    [InlineData(nameof(LoadState.Skipped))]
    public void What_never_had_rows_is_bad_input(string state) =>
        Refused(null, Entry("a", Enum.Parse<LoadState>(state))).Fault.ShouldBe(OperationFault.BadInput);

    [Fact]
    public void An_entity_tag_that_is_not_known_is_answered_with_those_that_are() =>
        Refused("z", Entry("a", LoadState.Loaded), Entry("b", LoadState.DeadLettered)).Message.ShouldEndWith("It knows a (loaded), b (dead_lettered).");

    [Theory]
    [InlineData(-1, true)]
    [InlineData(-5, true)]
    [InlineData(-6, false)]
    public void An_insert_may_run_until_its_deadline_and_the_message_timeout_are_past(int deadlineInMinutes, bool mayRun)
    {
        var intended = Entry("a", LoadState.Intended) with { Deadline = _now.AddMinutes(deadlineInMinutes) };
        if (mayRun)
        {
            Refused(null, intended, Entry("b", LoadState.Loaded)).Fault.ShouldBe(OperationFault.Refused);
        }
        else
        {
            Select(null, intended).ShouldBe(["a"]);
        }
    }

    private static IEnumerable<string> Select(string? etag, params LedgerEntry[] entries) =>
        UnloadSelection.Of(_address, Answer(entries), etag, _longestInsert).Select(entry => entry.ETag);

    private static OperationException Refused(string? etag, params LedgerEntry[] entries) =>
        Should.Throw<OperationException>(() => UnloadSelection.Of(_address, Answer(entries), etag, _longestInsert));

    private static LedgerAnswer Answer(IEnumerable<LedgerEntry> entries) => new(_now, "", entries.ToDictionary(entry => entry.LoadId), [], _now);

    private static LedgerEntry Entry(string etag, LoadState state) => new()
    {
        LoadId = LoadId.Of("b", "k", etag),
        Bucket = "b",
        Key = "k",
        ETag = etag,
        Domain = "market",
        Database = "market",
        Table = "t",
        Partition = "p",
        CorrelationId = "c",
        State = state,
    };
}
