using Sluice.Loading.Targets;

namespace Sluice.Tests.Loading;

[Trait("Category", "Unit")]
public sealed class DistributedEngineTests
{
    [Theory]
    [InlineData("Distributed('main', 'market', 'prices', cityHash64(id, ',)'), 'policy') SETTINGS fsync_after_insert = 1", "cityHash64(id, ',)')")]
    [InlineData("Distributed('main', 'market', 'prices')", null)]
    [InlineData("Distributed('main', market, prices, rand())", "rand()")]
    public void The_engine_says_where_rows_go(string engineFull, string? key) =>
        DistributedEngine.Parse(engineFull).ShouldBe(new DistributedEngine("main", new TableName("market", "prices"), key));

    [Theory]
    [InlineData("MergeTree ORDER BY id")]
    [InlineData("Distributed('main', '', 'prices')")]
    public void Without_a_database_it_is_not_understood(string engineFull) => DistributedEngine.Parse(engineFull).ShouldBeNull();

    [Fact]
    public void Functions_are_found_outside_of_literals() =>
        DistributedEngine.FunctionsOf("intDiv(id, 10) + cityHash64(label, 'rand()')").ShouldBe(["intDiv", "cityHash64"], ignoreOrder: true);

    [Theory]
    [InlineData("cityHash64(id)", "id", true)]
    [InlineData("cityHash64(`id`)", "id", true)]
    [InlineData("cityHash64(identity)", "id", false)]
    [InlineData("cityHash64('id')", "id", false)]
    public void A_column_is_found_by_its_whole_name(string key, string column, bool isMentioned) => DistributedEngine.Mentions(key, column).ShouldBe(isMentioned);
}
