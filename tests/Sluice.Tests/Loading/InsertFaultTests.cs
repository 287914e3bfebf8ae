using System.Collections.Immutable;
using ClickHouse.Driver;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Tests.Loading;

[Trait("Category", "Unit")]
public sealed class InsertFaultTests
{
    /// <summary>The texts are ClickHouse's own (26.7).</summary>
    [Theory]
    [InlineData(469, "Constraint `good` for table market.t (1) is violated at row 2000", true)]
    [InlineData(252, "Too many partitions for single INSERT block (more than 100). The limit is controlled by 'max_partitions_per_insert_block' setting", true)]
    [InlineData(252, "Too many parts (1 with average size of 451.00 B) in table 'market.t (1)'", true)]
    [InlineData(117, "Not a Parquet file (wrong magic bytes at the end of file)", true)]
    [InlineData(395, InsertStatement.OverwrittenMessage + ": while executing 'FUNCTION throwIf(…)'", true)]
    [InlineData(395, "refused: while executing 'FUNCTION throwIf(…, '" + InsertStatement.OverwrittenMessage + "')'", false)]
    [InlineData(6, "Cannot parse string 'x' as UInt64", false)]
    [InlineData(159, "Timeout exceeded", false)]
    [InlineData(469, "Constraint `good` for table market.t (1) is violated at row 2000: while pushing to view market.v (2)", false)]
    [InlineData(252, "Too many partitions for single INSERT block (more than 100): while pushing to view market.v (2)", false)]
    public void Of_a_table_with_partitions_only_a_fault_before_the_first_part_says_that_nothing_is_there(int code, string text, bool wroteNothing) =>
        InsertFault.WroteNothing(Exception(code, text), Target(isPartitioned: true)).ShouldBe(wroteNothing);

    [Theory]
    [InlineData(6, "Cannot parse string 'x' as UInt64", true)]
    [InlineData(395, "refused", false)]
    [InlineData(0, "<html>503</html>", false)]
    public void One_part_is_there_or_not(int code, string text, bool wroteNothing) =>
        InsertFault.WroteNothing(Exception(code, text), Target(isPartitioned: false)).ShouldBe(wroteNothing);

    [Theory]
    [InlineData(395, "MergeTree", true)]
    [InlineData(0, "MergeTree", false)]
    [InlineData(395, "ReplicatedMergeTree", false)]
    public void Only_what_has_ended_can_be_counted(int code, string engine, bool isEnd) =>
        InsertFault.IsEnd(Exception(code, "refused"), Target(isPartitioned: false, engine)).ShouldBe(isEnd);

    private static ClickHouseServerException Exception(int code, string text) => new($"Code: {code}. DB::Exception: {text}. (NAME)", "INSERT", code);

    private static TargetTable Target(bool isPartitioned, string engine = "MergeTree")
    {
        var name = new TableName("market", "t");
        return new TargetTable(name, [], [new WrittenTable(name, engine, 100, isPartitioned)], ImmutableArray<TableName>.Empty);
    }
}
