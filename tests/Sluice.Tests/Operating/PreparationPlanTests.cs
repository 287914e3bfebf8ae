using Sluice.Loading.Contract;
using Sluice.Loading.Targets;
using Sluice.Operating;

namespace Sluice.Tests.Operating;

[Trait("Category", "Unit")]
public sealed class PreparationPlanTests
{
    private const string Column = "_sluice_load_id";

    [Theory]
    [InlineData("MergeTree", 0, nameof(StepStatus.Needed))]
    [InlineData("ReplacingMergeTree", 999, nameof(StepStatus.Needed))]
    [InlineData("MergeTree", 1000, nameof(StepStatus.Fine))]
    [InlineData("MergeTree", 5000, nameof(StepStatus.Fine))]
    [InlineData("ReplicatedMergeTree", 100, nameof(StepStatus.Fine))]
    [InlineData("ReplicatedMergeTree", 0, nameof(StepStatus.Impossible))]
    [InlineData("SharedMergeTree", 1000, nameof(StepStatus.Fine))]
    [InlineData("Distributed", 0, nameof(StepStatus.Impossible))]
    [InlineData("Null", 0, nameof(StepStatus.Impossible))]
    [InlineData("Log", 0, nameof(StepStatus.Impossible))]
    public void The_engine_and_its_window_decide(string engine, long window, string status)
    {
        var step = Plan(Target(engine, window)).Steps.ShouldHaveSingleItem();

        $"{step.Status}".ShouldBe(status);
        (step.Statement is not null).ShouldBe(status == nameof(StepStatus.Needed));
    }

    [Fact]
    public void A_view_that_cannot_be_seen_stands_in_the_way()
    {
        var preparation = Plan(Target("MergeTree", 1000) with { Unseen = [new TableName("market", "v")] });

        preparation.IsGood.ShouldBeFalse();
        preparation.Steps[^1].Subject.ShouldBe("market.v");
    }

    [Theory]
    [InlineData("", nameof(ColumnDefault.None), nameof(StepStatus.Needed))]
    [InlineData("String", nameof(ColumnDefault.Default), nameof(StepStatus.Fine))]
    [InlineData("LowCardinality(String)", nameof(ColumnDefault.None), nameof(StepStatus.Fine))]
    [InlineData("UInt64", nameof(ColumnDefault.None), nameof(StepStatus.Impossible))]
    [InlineData("String", nameof(ColumnDefault.Materialized), nameof(StepStatus.Impossible))]
    public void The_provenance_column_is_added_where_none_is(string type, string kind, string status)
    {
        TableColumn[] columns = type.Length == 0 ? [] : [new(Column, type, Enum.Parse<ColumnDefault>(kind))];

        var preparation = new PreparationPlan(1000, Column).Of(Target("MergeTree", 1000) with { Columns = [.. columns] });

        $"{preparation.Steps[^1].Status}".ShouldBe(status);
    }

    private static TablePreparation Plan(TargetTable target) => new PreparationPlan(1000, null).Of(target);

    private static TargetTable Target(string engine, long window)
    {
        var name = new TableName("market", "t");
        return new TargetTable(name, [], [new WrittenTable(name, engine, window, IsPartitioned: false)], []);
    }
}
