using Sluice.Configuration;
using Sluice.Loading.Contract;

namespace Sluice.IntegrationTests.Contract;

/// <summary>What ClickHouse does with columns that do not fit, and that the gate says so before it happens.</summary>
[Trait("Category", "Integration")]
public sealed class ContractGateTruthTests(LocalCloudFixture fixture)
{
    private readonly ContractTable _table = new(fixture.Cloud);

    [Fact]
    public async Task A_column_that_nobody_brings_is_filled_silently_and_refused()
    {
        await _table.WriteFileAsync("SELECT 1::UInt8 AS a, 'x' AS b");
        await _table.CreateAsync("a UInt8, B String");

        (await _table.InsertAsync()).ShouldBeEmpty();
        (await _table.SelectAsync("a, length(B)")).ShouldBe("1\t0");
        var verdict = Judge([new("a", "UInt8"), new("b", "String")], [], [new("a", "UInt8"), new("B", "String")]);
        Kinds(verdict, FindingSeverity.Refusal).ShouldBe([FindingKind.MissingRequired, FindingKind.ExtraColumn], ignoreOrder: true);
        Kinds(verdict, FindingSeverity.Info).ShouldBe([FindingKind.NearMiss]);
    }

    [Theory]
    [InlineData("MATERIALIZED", ColumnDefault.Materialized, "MATERIALIZED")]
    [InlineData("ALIAS", ColumnDefault.Alias, "No such column")]
    public async Task A_computed_column_ignores_the_file_and_cannot_be_inserted(string kind, object parsed, string error)
    {
        await _table.WriteFileAsync("SELECT 1::UInt8 AS a, 'file' AS b");
        await _table.CreateAsync($"a UInt8, b String {kind} 'table'");

        (await _table.InsertAsync()).ShouldBeEmpty();
        (await _table.SelectAsync("a, b")).ShouldBe("1\ttable");
        (await _table.InsertAsync("a", "b")).ShouldContain(error);
        var verdict = Judge([new("a", "UInt8"), new("b", "String")], [], [new("a", "UInt8"), new("b", "String", (ColumnDefault)parsed, "'table'")]);
        Kinds(verdict, FindingSeverity.Refusal).ShouldBe([FindingKind.ComputedColumn]);
        verdict.Mapping[1].IsInserted.ShouldBeFalse();
    }

    [Fact]
    public async Task An_ephemeral_column_is_inserted_by_name_only()
    {
        await _table.WriteFileAsync("SELECT 1::UInt8 AS a, 'x' AS b");
        await _table.CreateAsync("a UInt8, b String EPHEMERAL, c String DEFAULT upper(b)");

        (await _table.InsertAsync()).ShouldContain("UNKNOWN_IDENTIFIER");
        (await _table.InsertAsync("a", "b")).ShouldBeEmpty();
        (await _table.SelectAsync("a, c")).ShouldBe("1\tX");
        var verdict = Judge([new("a", "UInt8"), new("b", "String")], [], Ephemeral());
        verdict.IsAccepted.ShouldBeTrue();
        verdict.Mapping.Where(column => column.IsInserted).Select(column => column.Column).ShouldBe(["a", "b"]);
    }

    [Fact]
    public async Task A_default_that_needs_an_ephemeral_column_which_nobody_brings_is_made_of_nothing()
    {
        await _table.WriteFileAsync("SELECT 1::UInt8 AS a");
        await _table.CreateAsync("a UInt8, b String EPHEMERAL, c String DEFAULT upper(b)");

        (await _table.InsertAsync("a")).ShouldBeEmpty();
        (await _table.SelectAsync("a, length(c)")).ShouldBe("1\t0");
        Kinds(Judge([new("a", "UInt8")], [], Ephemeral()), FindingSeverity.Refusal).ShouldBe([FindingKind.MissingEphemeral]);
    }

    [Fact]
    public async Task Defaults_and_Nullable_columns_stand_in_for_what_the_file_lacks()
    {
        await _table.WriteFileAsync("SELECT 1::UInt8 AS a");
        await _table.CreateAsync("a UInt8, d UInt8 DEFAULT a + 1, n Nullable(UInt8)");

        (await _table.InsertAsync("a")).ShouldBeEmpty();
        (await _table.SelectAsync("a, d, n")).ShouldBe("1\t2\t\\N");
        Judge([new("a", "UInt8")], [], [new("a", "UInt8"), new("d", "UInt8", ColumnDefault.Default, "a + 1"), new("n", "Nullable(UInt8)")])
            .IsAccepted.ShouldBeTrue();
    }

    [Fact]
    public async Task NULL_becomes_the_default_silently()
    {
        await _table.WriteFileAsync("SELECT CAST(NULL AS Nullable(UInt8)) AS a");
        await _table.CreateAsync("a UInt8 DEFAULT 7");

        (await _table.InsertAsync("a")).ShouldBeEmpty();
        (await _table.SelectAsync("a")).ShouldBe("7");
        var verdict = Judge([new("a", "Nullable(UInt8)", NullCount: 1)], [], [new("a", "UInt8", ColumnDefault.Default, "7")]);
        Kinds(verdict, FindingSeverity.Refusal).ShouldBe([FindingKind.NullsBecomeDefaults]);
    }

    [Fact]
    public async Task A_footer_that_counts_no_NULL_and_keeps_bounds_makes_a_narrow_column_safe()
    {
        await _table.WriteFileAsync("SELECT CAST(255 AS Nullable(Int64)) AS a, toDate32('2149-06-06') AS d");
        await _table.CreateAsync("a UInt8, d Date");

        (await _table.InsertAsync("a", "d")).ShouldBeEmpty();
        (await _table.SelectAsync("a, d")).ShouldBe("255\t2149-06-06");
        Judge(
            [new("a", "Nullable(Int64)", NullCount: 0, new ValueRange(255, 255)), new("d", "Date32", Range: new ValueRange(65535, 65535))],
            [],
            [new("a", "UInt8"), new("d", "Date")]).Findings.ShouldBeEmpty();
    }

    [Fact]
    public async Task The_footer_gives_bounds_as_the_gate_takes_them_and_large_unsigned_ones_as_signed()
    {
        await _table.WriteFileAsync("SELECT toDate32('1970-01-02') AS d, CAST(-5 AS Int64) AS n, CAST(18446744073709551615 AS UInt64) AS u");

        var bounds = await _table.AdminAsync(
            $"SELECT arrayMap(c -> c.statistics.max, row_groups[1].columns) FROM {_table.File.Replace("Parquet)", "ParquetMetadata)", StringComparison.Ordinal)}");

        bounds.ShouldBe("['1','-5','-1']");
        var verdict = Judge([new("u", "UInt64", Range: new ValueRange(-1, -1))], [], [new("u", "UInt8")]);
        Kinds(verdict, FindingSeverity.Refusal).ShouldBe([FindingKind.LossyType]);
    }

    [Fact]
    public async Task An_array_of_tuples_fills_a_Nested_column()
    {
        await _table.WriteFileAsync("SELECT 1::UInt8 AS a, CAST([(2, 'x')] AS Array(Tuple(p UInt8, q String))) AS n");
        await _table.CreateAsync("a UInt8, n Nested(p UInt64, q String)");

        (await _table.InsertAsync("a", "n.p", "n.q")).ShouldBeEmpty();
        (await _table.SelectAsync("a, n.p, n.q")).ShouldBe("1\t[2]\t['x']");
        var verdict = Judge(
            [new("a", "UInt8"), new("n", await _table.DescribeAsync("n"))],
            [],
            [new("a", "UInt8"), new("n.p", "Array(UInt64)"), new("n.q", "Array(String)")]);
        verdict.Findings.ShouldBeEmpty();
        verdict.Mapping.ShouldAllBe(column => column.Origin == ColumnOrigin.File);
    }

    [Fact]
    public async Task A_hive_key_replaces_the_files_own_column_silently()
    {
        await _table.WriteFileAsync("SELECT 1::UInt8 AS a, '1999-09-09' AS ds", "ds=2026-01-02");
        await _table.CreateAsync("a UInt8, ds String");

        (await _table.InsertAsync("a", "ds")).ShouldBeEmpty();
        (await _table.SelectAsync("a, ds")).ShouldBe("1\t2026-01-02");
        var verdict = Judge([new("a", "UInt8"), new("ds", "String")], [new("ds", "2026-01-02")], [new("a", "UInt8"), new("ds", "String")]);
        Kinds(verdict, FindingSeverity.Refusal).ShouldBe([FindingKind.HiveOverridesFile]);
    }

    [Theory]
    [InlineData("2026-01-02", "String", true)]
    [InlineData("007", "String", true)]
    [InlineData("1.10", "String", true)]
    [InlineData("true", "String", true)]
    [InlineData("1e5", "LowCardinality(String)", true)]
    [InlineData("2026-01-02 03:04:05", "String", true)]
    [InlineData("시장", "String", true)]
    [InlineData("abcd", "FixedString(4)", true)]
    [InlineData("2026-01-02", "Date", true)]
    [InlineData("2026-02-30", "Date", false)]
    [InlineData("1969-12-31", "Date", false)]
    [InlineData("abc", "Date", false)]
    [InlineData("2299-12-31", "Date32", true)]
    [InlineData("2026-01-02", "Nullable(Date)", true)]
    [InlineData("255", "UInt8", true)]
    [InlineData("256", "UInt8", false)]
    [InlineData("-1", "UInt8", false)]
    [InlineData("-1", "Int8", true)]
    [InlineData("999999999999999999", "Int64", true)]
    [InlineData("7", "Nullable(UInt8)", true)]
    [InlineData("7", "LowCardinality(String)", true)]
    [InlineData("a", "Enum8('a' = 1, 'b' = 2)", true)]
    [InlineData("c", "Enum8('a' = 1, 'b' = 2)", false)]
    public async Task A_hive_value_that_fits_arrives_as_it_is(string value, string type, bool fits)
    {
        await _table.WriteFileAsync("SELECT 1::UInt8 AS a", $"k={value}");
        await _table.CreateAsync($"a UInt8, k {type}");

        var error = await _table.InsertAsync("a", "k");
        var stored = error.Length > 0 ? error : await _table.SelectAsync("toString(k)");

        HiveValue.Fits(value, TypeName.Parse(type)).ShouldBe(fits);
        (stored == value).ShouldBe(fits, stored);
    }

    private static TableColumn[] Ephemeral() =>
        [new("a", "UInt8"), new("b", "String", ColumnDefault.Ephemeral), new("c", "String", ColumnDefault.Default, "upper(b)")];

    private static ContractVerdict Judge(
        FileColumn[] file, HiveKey[] keys, TableColumn[] table, ContractMode mode = ContractMode.Strict) =>
        ContractGate.Judge(new ContractQuestion(file, keys, table, Mode: mode));

    private static IEnumerable<FindingKind> Kinds(ContractVerdict verdict, FindingSeverity severity) =>
        verdict.Findings.Where(finding => finding.Severity == severity).Select(finding => finding.Kind);
}
