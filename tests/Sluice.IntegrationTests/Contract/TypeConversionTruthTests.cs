using Sluice.Loading.Contract;

namespace Sluice.IntegrationTests.Contract;

/// <summary>The gate is never more permissive than ClickHouse deserves: each pair of types is tried with its extremes on the real server.</summary>
[Trait("Category", "Integration")]
public sealed class TypeConversionTruthTests(LocalCloudFixture fixture)
{
    private enum Outcome
    {
        Kept,
        Lost,
        Failed,
    }

    [Theory]
    [MemberData(nameof(TypePairs.Exact), MemberType = typeof(TypePairs))]
    public async Task An_exact_pair_keeps_every_value(string file, string table, string comparison, string[] samples)
    {
        var (fit, outcomes) = await TryAsync(file, table, comparison, samples);

        fit.ShouldBe(ConversionFit.Exact);
        outcomes.ShouldAllBe(outcome => outcome == Outcome.Kept);
    }

    [Theory]
    [MemberData(nameof(TypePairs.Guarded), MemberType = typeof(TypePairs))]
    public async Task A_guarded_pair_keeps_a_value_or_fails(string file, string table, string comparison, string[] samples)
    {
        var (fit, outcomes) = await TryAsync(file, table, comparison, samples);

        fit.ShouldBe(ConversionFit.Guarded);
        outcomes.ShouldContain(Outcome.Kept);
        outcomes.ShouldContain(Outcome.Failed);
        outcomes.ShouldNotContain(Outcome.Lost);
    }

    [Theory]
    [MemberData(nameof(TypePairs.Lossy), MemberType = typeof(TypePairs))]
    public async Task A_lossy_pair_changes_a_value_silently(string file, string table, string comparison, string[] samples)
    {
        var (fit, outcomes) = await TryAsync(file, table, comparison, samples);

        fit.ShouldBe(ConversionFit.Lossy);
        outcomes.ShouldContain(Outcome.Lost);
    }

    [Theory]
    [MemberData(nameof(TypePairs.Incompatible), MemberType = typeof(TypePairs))]
    public async Task An_incompatible_pair_fails_or_gives_something_else(string file, string table, string comparison, string[] samples)
    {
        var (fit, outcomes) = await TryAsync(file, table, comparison, samples);

        fit.ShouldBe(ConversionFit.Incompatible);
        outcomes.ShouldContain(outcome => outcome != Outcome.Kept);
    }

    private async Task<(ConversionFit Fit, List<Outcome> Outcomes)> TryAsync(string file, string table, string comparison, string[] samples)
    {
        var target = new ContractTable(fixture.Cloud);
        var fits = new HashSet<ConversionFit>();
        var outcomes = new List<Outcome>();
        foreach (var sample in samples)
        {
            await target.WriteFileAsync($"SELECT CAST({sample} AS {file}) AS v");
            var described = await target.DescribeAsync("v");
            fits.Add(TypeConversion.Judge(TypeName.Parse(described), TypeName.Parse(table), nullCount: null, range: null).Fit);
            outcomes.Add(await OutcomeAsync(target, table, described, comparison));
            outcomes.Add(await OutcomeAsync(target, table, described, comparison, "v"));
        }

        return (fits.ShouldHaveSingleItem(), outcomes);
    }

    private static async Task<Outcome> OutcomeAsync(
        ContractTable target, string table, string described, string comparison, params string[] columns)
    {
        await target.CreateAsync($"v {table}");
        if ((await target.InsertAsync(columns)) is { Length: > 0 } error)
        {
            error.ShouldStartWith("Code: ");
            return Outcome.Failed;
        }

        // A value that cannot even be read back is lost, so that an error is as good as a 0.
        var type = described.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);
        var answer = await target.AdminAsync(
            $"SELECT {comparison.Replace("TYPE", $"'{type}'", StringComparison.Ordinal)} FROM {target.Name} AS t CROSS JOIN {target.File} AS s");
        return answer == "1" ? Outcome.Kept : Outcome.Lost;
    }
}
