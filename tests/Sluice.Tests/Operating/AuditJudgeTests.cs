using Sluice.Ledger;
using Sluice.Loading.Targets;
using Sluice.Operating;

namespace Sluice.Tests.Operating;

/// <summary>What an audit says of one key, for every state that the ledger and the table can be in.</summary>
[Trait("Category", "Unit")]
public sealed class AuditJudgeTests
{
    private const string Key = "market/t/p/a.parquet";
    private const string ETag = "e";

    private static readonly TableName _table = new("market", "t");
    private static readonly DateTime _now = new(2026, 3, 10, 12, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime _old = _now.AddDays(-1);
    private static readonly LoadId _id = LoadId.Of(Some.Bucket, Key, ETag);

    private readonly RowDifferences _rows = new();
    private readonly AuditCounts _counts = new();

    [Theory]
    [InlineData("dead_lettered")]
    [InlineData("loaded")]
    [InlineData("skipped")]
    [InlineData("unloaded")]
    public void What_has_an_end_is_accounted_for(string state)
    {
        Judge(Listed(), Line(state)).ShouldBeEmpty();
        (_counts.Listed, _counts.Accounted, _counts.Unaccounted).ShouldBe((1, 1, 0));
    }

    [Theory]
    [InlineData("failed")]
    [InlineData("intended")]
    public void An_attempt_is_pending_until_its_message_can_no_longer_come_back(string state)
    {
        Judge(Listed(), Line(state, writtenAt: _now.AddMinutes(-90))).ShouldBeEmpty();
        _counts.Pending.ShouldBe(1);

        var finding = Judge(Listed(), Line(state, writtenAt: _now.AddMinutes(-91))).ShouldHaveSingleItem();
        (finding.Kind, finding.Repair).ShouldBe((AuditKind.Stuck, AuditRepair.Announce));
    }

    [Fact]
    public void An_attempt_at_an_object_that_is_gone_is_stuck_all_the_same() =>
        Judge(null, Line("intended", writtenAt: _old)).ShouldHaveSingleItem().Kind.ShouldBe(AuditKind.Stuck);

    [Fact]
    public void Nobody_knows_an_old_object_it_is_missing_and_a_new_one_it_is_pending()
    {
        Judge(Listed(created: _now.AddMinutes(-60))).ShouldBeEmpty();
        _counts.Pending.ShouldBe(1);

        var finding = Judge(Listed(created: _now.AddMinutes(-61))).ShouldHaveSingleItem();
        (finding.Kind, finding.Repair).ShouldBe((AuditKind.Missing, AuditRepair.Announce));
    }

    [Fact]
    public void Rows_of_an_object_that_nobody_knows_are_not_loaded_on_top_of()
    {
        _rows.TryAdd(_id, new RowDifference(_table, null, 5)).ShouldBeTrue();

        var finding = Judge(Listed()).ShouldHaveSingleItem();

        (finding.Kind, finding.Repair).ShouldBe((AuditKind.OrphanRows, AuditRepair.None));
        _rows.Orphans.ShouldBeEmpty("it is counted once");
    }

    [Theory]
    [InlineData(0, "rows_missing", "unload_and_announce")]
    [InlineData(9, "rows_missing", "none")]
    [InlineData(11, "rows_duplicated", "none")]
    public void Rows_that_are_not_as_the_ledger_says(int found, string kind, string repair)
    {
        _rows.TryAdd(_id, new RowDifference(_table, LoadState.Loaded, (ulong)found));

        var finding = Judge(Listed(), Line("loaded")).ShouldHaveSingleItem();

        (Snake(finding.Kind), Snake(finding.Repair)).ShouldBe((kind, repair));
        _counts.Accounted.ShouldBe(0);
    }

    [Fact]
    public void Rows_that_an_unload_was_cut_off_from_are_not_loaded_again()
    {
        _rows.TryAdd(_id, new RowDifference(_table, LoadState.Loaded, 0));

        var finding = Judge(Listed(), Line("loaded") with { Reason = ObjectUnloader.Begun }).ShouldHaveSingleItem();

        (finding.Kind, finding.Repair).ShouldBe((AuditKind.RowsMissing, AuditRepair.None));
        finding.Detail.ShouldContain("must be run again");
    }

    [Fact]
    public void Rows_cannot_be_loaded_again_when_the_bucket_has_other_content()
    {
        _rows.TryAdd(_id, new RowDifference(_table, LoadState.Loaded, 0));

        Judge(Listed(etag: "other"), Line("loaded"), Line("loaded", etag: "other")).ShouldHaveSingleItem().Repair.ShouldBe(AuditRepair.None);
    }

    [Fact]
    public void A_difference_counts_only_while_the_ledger_says_what_it_said_then()
    {
        _rows.TryAdd(_id, new RowDifference(_table, LoadState.Unloaded, 10));

        Judge(Listed(), Line("loaded")).ShouldBeEmpty();
        Judge(Listed(), Line("unloaded")).ShouldHaveSingleItem().Kind.ShouldBe(AuditKind.RowsLeft);
    }

    [Fact]
    public void A_table_that_is_gone_has_none_of_its_rows()
    {
        _rows.Add(new AuditedTable(_table, RowsRule.Gone, "", KeepsRows: false, 10));

        var finding = Judge(Listed(), Line("loaded")).ShouldHaveSingleItem();

        (finding.Kind, finding.Repair).ShouldBe((AuditKind.RowsMissing, AuditRepair.None));
    }

    [Fact]
    public void Content_in_doubt_is_never_accounted_for()
    {
        Judge(Listed(), Line("in_doubt")).ShouldHaveSingleItem().Kind.ShouldBe(AuditKind.InDoubt);
        Judge(null, Line("in_doubt")).ShouldHaveSingleItem().Kind.ShouldBe(AuditKind.InDoubt);
    }

    [Theory]
    [InlineData("superseded")]
    [InlineData("replaced")]
    public void Content_that_made_room_is_missing_when_the_bucket_has_it_again(string state)
    {
        Judge(Listed(etag: "other"), Line(state), Line("loaded", etag: "other")).ShouldBeEmpty();
        Judge(Listed(), Line(state, writtenAt: _old)).ShouldHaveSingleItem().Kind.ShouldBe(AuditKind.Missing);
    }

    [Fact]
    public void What_an_audit_has_sent_for_is_not_what_an_operator_has_unloaded()
    {
        Judge(Listed(), Line("unloaded", writtenAt: _now) with { Reason = AuditRepairer.Reason }).ShouldBeEmpty();
        (_counts.Pending, _counts.Accounted).ShouldBe((1, 0));

        Judge(Listed(), Line("unloaded", writtenAt: _old) with { Reason = AuditRepairer.Reason })
            .ShouldHaveSingleItem().Repair.ShouldBe(AuditRepair.Announce);
    }

    [Fact]
    public void Loaded_content_that_the_bucket_no_longer_has_is_expired()
    {
        Judge(null, Line("loaded")).ShouldBeEmpty();
        (_counts.Expired, _counts.Listed, _counts.Accounted).ShouldBe((1, 0, 0));
    }

    [Theory]
    [InlineData("market/t/p/a.csv", 5000)]
    [InlineData("market/t/p/a.parquet", 1024)]
    public void What_raises_no_message_is_ignored(string key, int bytes)
    {
        Judge(Listed() with { Key = key, Bytes = bytes }).ShouldBeEmpty();
        (_counts.Listed, _counts.Ignored).ShouldBe((1, 1));
    }

    [Fact]
    public void A_key_that_no_table_can_be_told_from_is_a_dead_letter()
    {
        Judge(Listed() with { Key = "market/a.parquet" }).ShouldBeEmpty();
        (_counts.Refused, _counts.Accounted).ShouldBe((1, 1));
    }

    [Fact]
    public void Objects_before_the_time_that_was_given_are_left_out()
    {
        Judge(since: _now.AddHours(-2), Listed(), []).ShouldBeEmpty();
        Judge(since: _now.AddHours(-2), null, [Line("in_doubt", writtenAt: _old)]).ShouldBeEmpty();
        (_counts.Listed, _counts.Expired).ShouldBe((0, 0));
    }

    private static ListedObject Listed(string etag = ETag, DateTime? created = null) => new(Key, etag, 5000, created ?? _old);

    private static LedgerLine Line(string state, string etag = ETag, DateTime? writtenAt = null) => new()
    {
        Key = Key,
        LoadId = LoadId.Of(Some.Bucket, Key, etag),
        ETag = etag,
        State = Enum.GetValues<LoadState>().Single(known => LedgerListing.NameOf(known) == state),
        Rows = 10,
        Table = _table,
        WrittenAt = writtenAt ?? _old,
    };

    private List<AuditFinding> Judge(ListedObject? listed, params LedgerLine[] lines) => Judge(since: null, listed, lines);

    private List<AuditFinding> Judge(DateTime? since, ListedObject? listed, LedgerLine[] lines)
    {
        var clock = new AuditClock(_now, TimeSpan.FromHours(1), TimeSpan.FromMinutes(90), since);
        return [.. new AuditJudge(Some.Bucket, Some.Domain(), clock, _rows, _counts).Judge(new(listed?.Key ?? Key, listed is null ? [] : [listed], lines))];
    }

    private static string Snake<T>(T value) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName($"{value}");
}
