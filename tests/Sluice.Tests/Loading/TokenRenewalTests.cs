using Sluice.Ledger;
using Sluice.Loading;
using Sluice.Loading.Targets;

namespace Sluice.Tests.Loading;

[Trait("Category", "Unit")]
public sealed class TokenRenewalTests
{
    private static readonly LoadId _id = new("a");

    [Fact]
    public void An_insert_that_is_known_not_to_have_happened_is_never_sent_with_its_token_again()
    {
        var member = Member.Of(Intended());
        var token = LoadId.BatchOf([(_id, LedgerNotes.RenewalsOf(member.Known))]);

        member.ForgetIntent();

        LoadId.BatchOf([(_id, LedgerNotes.RenewalsOf(member.Known))]).ShouldNotBe(token);
        (member.Known!.Generation, member.Known.IsSpent, member.IsUnfinished).ShouldBe(((ushort)3, false, false), "it hides the intent");
    }

    [Theory]
    [InlineData((int)LoadState.Unloaded)]
    [InlineData((int)LoadState.Replaced)]
    public void Rows_that_were_taken_out_renew_the_token(int state) =>
        LedgerNotes.RenewalsOf(Intended() with { State = (LoadState)state }).ShouldBe((ushort)2);

    [Theory]
    [InlineData("MergeTree", false, true)]
    [InlineData("ReplicatedMergeTree", false, true)]
    [InlineData("MergeTree", true, false)]
    [InlineData("ReplicatedMergeTree", true, false)]
    [InlineData("ReplacingMergeTree", false, false)]
    [InlineData("SummingMergeTree", false, false)]
    public void Only_rows_that_stay_as_they_are_can_be_missed(string engine, bool hasTtl, bool keeps) =>
        new WrittenTable(new TableName("market", "prices"), engine, 100, IsPartitioned: false, hasTtl).KeepsRows.ShouldBe(keeps);

    private static LedgerEntry Intended() => new()
    {
        LoadId = _id,
        Bucket = Some.Bucket,
        Key = "market/prices/p/a.parquet",
        ETag = "e",
        Domain = "market",
        Database = "market",
        Table = "prices",
        Partition = "p",
        CorrelationId = "c",
        State = LoadState.Intended,
        Generation = 2,
        Renewals = 1,
        IsSpent = true,
    };
}
