using Sluice.Configuration;
using Sluice.Loading.Contract;

namespace Sluice.Tests.Loading.Contract;

[Trait("Category", "Unit")]
public sealed class ContractGateTests
{
    private static readonly TableColumn _n = new("n", "UInt64");

    [Fact]
    public void What_fits_is_accepted_without_a_word()
    {
        var verdict = Judge([new("n", "UInt8"), new("s", "String")], [_n, new("s", "Nullable(String)")]);

        verdict.IsAccepted.ShouldBeTrue();
        verdict.Findings.ShouldBeEmpty();
        verdict.Diff.ShouldBe("accepted (strict, 0 warnings)\n= n, s\n");
    }

    [Theory]
    [InlineData("Strict", false, FindingSeverity.Refusal)]
    [InlineData("Lenient", true, FindingSeverity.Warning)]
    [InlineData("Evolve", false, FindingSeverity.Refusal)]
    public void A_loss_is_refused_unless_the_table_is_lenient(string mode, bool isAccepted, object severity)
    {
        FileColumn[] file = [new("n", "UInt64"), new("computed", "UInt8"), new("maybe", "Nullable(UInt8)")];
        TableColumn[] table =
        [
            new("n", "UInt8"), new("missing", "String"), new("computed", "UInt8", ColumnDefault.Materialized, "n"), new("maybe", "UInt8"),
        ];

        var verdict = Judge(file, table, Enum.Parse<ContractMode>(mode));

        verdict.IsAccepted.ShouldBe(isAccepted);
        verdict.Findings.Select(finding => finding.Kind).ShouldBe(
            [FindingKind.LossyType, FindingKind.MissingRequired, FindingKind.ComputedColumn, FindingKind.NullsBecomeDefaults]);
        verdict.Findings.ShouldAllBe(finding => finding.Severity == (FindingSeverity)severity);
    }

    [Theory]
    [InlineData("Strict")]
    [InlineData("Lenient")]
    [InlineData("Evolve")]
    public void What_ClickHouse_fails_on_is_refused_in_every_mode(string mode)
    {
        var verdict = Judge([new("n", "String"), new("twice", "UInt8"), new("twice", "UInt8")], [_n, new("twice", "UInt8")], Enum.Parse<ContractMode>(mode));

        verdict.IsAccepted.ShouldBeFalse();
        Refusals(verdict).ShouldBe([FindingKind.IncompatibleType, FindingKind.DuplicateColumn]);
    }

    [Theory]
    [InlineData("Strict", FindingKind.ExtraColumn, FindingSeverity.Refusal)]
    [InlineData("Lenient", FindingKind.ExtraColumn, FindingSeverity.Warning)]
    [InlineData("Evolve", FindingKind.AddedColumn, FindingSeverity.Info)]
    public void A_column_that_only_the_file_has_is_what_modes_differ_in(string mode, object kind, object severity)
    {
        var finding = Judge([new("n", "UInt64"), new("extra", "UInt8")], [_n], Enum.Parse<ContractMode>(mode)).Findings.ShouldHaveSingleItem();

        finding.Kind.ShouldBe((FindingKind)kind);
        finding.Severity.ShouldBe((FindingSeverity)severity);
    }

    [Theory]
    [InlineData("UInt8", "Nullable(UInt8)")]
    [InlineData("Nullable(String)", "Nullable(String)")]
    [InlineData("LowCardinality(String)", "LowCardinality(Nullable(String))")]
    [InlineData("LowCardinality(Nullable(String))", "LowCardinality(Nullable(String))")]
    [InlineData("DateTime64(6, 'UTC')", "Nullable(DateTime64(6, 'UTC'))")]
    [InlineData("Array(UInt8)", "Array(UInt8)")]
    [InlineData("Map(String, UInt8)", "Map(String, UInt8)")]
    [InlineData("Tuple(\n    a UInt8,\n    b String)", "Tuple(a UInt8, b String)")]
    [InlineData("Mystery(1)", "Mystery(1)")]
    public void Evolve_adds_Nullable_columns_where_that_can_be(string fileType, string added)
    {
        var verdict = Judge([new("n", "UInt64"), new("extra", fileType)], [_n], ContractMode.Evolve);

        verdict.IsAccepted.ShouldBeTrue();
        verdict.Additions.ShouldBe([new ColumnAddition("extra", added)]);
        verdict.Mapping[^1].ShouldBe(new ColumnMapping("extra", added, ColumnOrigin.File));
    }

    [Fact]
    public void Evolve_does_not_add_a_column_that_differs_in_case_only()
    {
        var verdict = Judge([new("N", "UInt64"), new("a", "UInt8")], [new("n", "Nullable(UInt64)"), new("a", "UInt8")], ContractMode.Evolve);

        verdict.Additions.ShouldBeEmpty();
        Refusals(verdict).ShouldBe([FindingKind.ExtraColumn]);
        verdict.Findings.ShouldContain(finding => finding.Kind == FindingKind.NearMiss && finding.Column == "n");
    }

    [Fact]
    public void A_footer_that_counts_no_NULL_allows_a_column_that_is_not_Nullable()
    {
        Judge([new("n", "Nullable(UInt64)", NullCount: 0)], [_n]).Findings.ShouldBeEmpty();
        Refusals(Judge([new("n", "Nullable(UInt64)")], [_n])).ShouldBe([FindingKind.NullsBecomeDefaults]);
        Refusals(Judge([new("n", "Array(Nullable(UInt64))", NullCount: 0)], [new("n", "Array(UInt64)")])).ShouldBe([FindingKind.LossyType]);
    }

    [Theory]
    [InlineData("Int64", "UInt8", 0, 255, true)]
    [InlineData("Int64", "UInt8", 0, 256, false)]
    [InlineData("Int64", "UInt8", -1, 255, false)]
    [InlineData("Int64", "UInt8", 255, 0, false)]
    [InlineData("UInt64", "UInt8", 0, -1, false)]
    [InlineData("Int64", "Float64", 0, 9007199254740992, true)]
    [InlineData("Int64", "Float64", 0, 9007199254740993, false)]
    [InlineData("Date32", "Date", 0, 65535, true)]
    [InlineData("Date32", "Date", 0, 65536, false)]
    [InlineData("Date32", "Date", -1, 5, false)]
    public void Bounds_of_the_footer_allow_a_narrower_type(string file, string table, long minimum, long maximum, bool isAccepted) =>
        Judge([new("n", file, Range: new ValueRange(minimum, maximum))], [new("n", table)]).IsAccepted.ShouldBe(isAccepted);

    [Fact]
    public void What_the_file_may_lack_is_told_and_accepted()
    {
        var verdict = Judge(
            [new("n", "UInt64")],
            [_n, new("d", "Date", ColumnDefault.Default, "today()"), new("m", "UInt8", ColumnDefault.Materialized, "1"), new("o", "LowCardinality(Nullable(String))")]);

        verdict.IsAccepted.ShouldBeTrue();
        verdict.Findings.Select(finding => finding.Kind).ShouldBe([FindingKind.MissingDefaulted, FindingKind.MissingNullable]);
        verdict.Mapping.Where(column => column.IsInserted).Select(column => column.Column).ShouldBe(["n"]);
    }

    [Fact]
    public void An_ephemeral_column_is_missed_only_by_a_default_that_is_used()
    {
        TableColumn[] table = [_n, new("raw", "String", ColumnDefault.Ephemeral), new("s", "String", ColumnDefault.Default, "lower(raw)")];

        Refusals(Judge([new("n", "UInt64")], table)).ShouldBe([FindingKind.MissingEphemeral]);
        Judge([new("n", "UInt64"), new("s", "String")], table).IsAccepted.ShouldBeTrue();
        Judge([new("n", "UInt64")], [.. table[..2], table[2] with { DefaultExpression = "lower(rawer)" }]).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void The_provenance_column_is_filled_and_never_expected()
    {
        TableColumn[] table = [_n, new("_sluice_load_id", "String")];

        var verdict = Judge([new("n", "UInt64")], table);
        verdict.IsAccepted.ShouldBeTrue();
        verdict.Mapping[1].Origin.ShouldBe(ColumnOrigin.Provenance);
        Refusals(Judge([new("n", "UInt64"), new("_sluice_load_id", "String")], table)).ShouldBe([FindingKind.ReservedColumn]);
        var evolved = Judge([new("n", "UInt64"), new("_sluice_load_id", "String")], [_n], ContractMode.Evolve);
        evolved.Additions.ShouldBeEmpty();
        Refusals(evolved).ShouldBe([FindingKind.ReservedColumn]);
        Refusals(ContractGate.Judge(new ContractQuestion([new("n", "UInt64")], [], table, "load"))).ShouldBe([FindingKind.MissingRequired]);
    }

    [Theory]
    [InlineData("2026-01-02", "Date", true, true)]
    [InlineData("abc", "Date", false, false)]
    [InlineData("abc", "FixedString(4)", false, false)]
    [InlineData("300", "UInt8", false, false)]
    [InlineData("", "UInt8", false, false)]
    [InlineData("-", "Int8", false, false)]
    [InlineData("1.5", "Float64", false, true)]
    public void A_hive_key_stands_in_for_a_column_when_its_value_is_one(string value, string type, bool strict, bool lenient)
    {
        foreach (var (mode, isAccepted) in ((ContractMode, bool)[])[(ContractMode.Strict, strict), (ContractMode.Lenient, lenient)])
        {
            var verdict = Judge([new("n", "UInt64")], [_n, new("ds", type)], mode, new HiveKey("ds", value));

            verdict.IsAccepted.ShouldBe(isAccepted);
            verdict.Mapping[1].Origin.ShouldBe(ColumnOrigin.HiveKey);
        }
    }

    [Fact]
    public void A_hive_key_that_hides_a_file_column_is_a_loss()
    {
        var key = new HiveKey("ds", "2026-01-02");

        Refusals(Judge([new("n", "UInt64"), new("ds", "String")], [_n, new("ds", "String")], ContractMode.Strict, key)).ShouldBe([FindingKind.HiveOverridesFile]);
        var evolved = Judge([new("n", "UInt64"), new("ds", "String")], [_n], ContractMode.Evolve, key);
        evolved.Additions.ShouldBeEmpty();
        Refusals(evolved).ShouldBe([FindingKind.HiveOverridesFile]);
        Judge([new("n", "UInt64")], [_n], ContractMode.Strict, key).Findings.ShouldHaveSingleItem().Severity.ShouldBe(FindingSeverity.Info);
    }

    [Fact]
    public void A_path_with_two_values_for_one_key_is_refused()
    {
        Refusals(Judge([new("n", "UInt64")], [_n], ContractMode.Lenient, new("k", "1"), new("k", "2"))).ShouldBe([FindingKind.DuplicateColumn]);
        Judge([new("n", "UInt64")], [_n], ContractMode.Strict, new("k", "1"), new("k", "1")).IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public void An_array_of_tuples_fills_a_Nested_column()
    {
        TableColumn[] table = [_n, new("legs.qty", "Array(UInt8)"), new("legs.side", "Array(String)")];

        Judge([new("n", "UInt64"), new("legs", "Array(Tuple(\n    qty UInt8,\n    side String))")], table).Findings.ShouldBeEmpty();
        var finding = Judge([new("n", "UInt64"), new("legs", "Array(Tuple(qty UInt64, side String))")], table).Findings.ShouldHaveSingleItem();
        (finding.Kind, finding.Column).ShouldBe((FindingKind.LossyType, "legs.qty"));
        Refusals(Judge([new("n", "UInt64"), new("legs", "Array(Tuple(qty UInt8, side String, fee UInt8))")], table)).ShouldBe([FindingKind.ExtraColumn]);
    }

    [Theory]
    [InlineData("Strict")]
    [InlineData("Lenient")]
    public void A_file_with_nothing_in_common_is_not_rows_of_defaults(string mode) =>
        Refusals(Judge([new("x", "UInt8")], [new("n", "Nullable(UInt8)")], Enum.Parse<ContractMode>(mode))).ShouldContain(FindingKind.NothingInCommon);

    [Fact]
    public void A_default_kind_of_a_later_ClickHouse_is_not_guessed()
    {
        TableColumn.ParseDefaultKind("").ShouldBe(ColumnDefault.None);
        TableColumn.ParseDefaultKind("EPHEMERAL").ShouldBe(ColumnDefault.Ephemeral);
        Should.Throw<ArgumentException>(() => TableColumn.ParseDefaultKind("AUTO"));
    }

    [Fact]
    public void The_diff_is_a_text_to_act_on()
    {
        var verdict = Judge(
            [new("id", "UInt64"), new("qty", "UInt64"), new("Side", "String"), new("point", "Tuple(\n    x UInt8)")],
            [new("id", "UInt64"), new("qty", "UInt8"), new("side", "Enum8('buy' = 1)"), new("_sluice_load_id", "String")]);

        verdict.Diff.ShouldBe("""
            refused (strict, 4 reasons, 0 warnings)
            ! qty    file UInt64 -> table UInt8
                A value outside of UInt8 wraps around: give qty the file's type in the table, or write it in the table's type.
            ! side   file (none) -> table Enum8('buy' = 1)
                Neither the file nor its path has side, and ClickHouse would fill its type's default silently: write the column, or give it a DEFAULT or make it Nullable in the table.
            ! Side   file String -> table (none)
                The table has no Side, and ClickHouse would drop its values silently: add the column to the table, or stop writing it.
            ! point  file Tuple(x UInt8) -> table (none)
                The table has no point, and ClickHouse would drop its values silently: add the column to the table, or stop writing it.
            - side   file (none) -> table Enum8('buy' = 1)
                The table has side, the object has Side: names must be the same to the letter, so rename one if they are meant to be the same.
            = id, _sluice_load_id (Sluice)

            """.ReplaceLineEndings("\n"));
    }

    private static ContractVerdict Judge(
        FileColumn[] file, TableColumn[] table, ContractMode mode = ContractMode.Strict, params HiveKey[] keys) =>
        ContractGate.Judge(new ContractQuestion(file, keys, table, Mode: mode));

    private static IEnumerable<FindingKind> Refusals(ContractVerdict verdict) =>
        verdict.Findings.Where(finding => finding.Severity == FindingSeverity.Refusal).Select(finding => finding.Kind);
}
