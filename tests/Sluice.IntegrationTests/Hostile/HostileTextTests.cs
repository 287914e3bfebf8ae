using System.Text;
using System.Text.Json;
using ClickHouse.Driver;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Bench.Fuzz;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Loading.ClickHouse;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Hostile;

/// <summary>What the fuzz suite's own tokenizer says of quoting, ClickHouse says too.</summary>
[Trait("Category", "Integration")]
public sealed class HostileTextTests(LocalCloudFixture fixture)
{
    private const int Literals = 4000;
    private const int LiteralsOfOneQuery = 200;
    private const int Statements = 300;
    private const int MissingKeys = 300;

    private LocalCloud Cloud => fixture.Cloud;

    [Fact]
    public async Task Every_text_comes_back_from_its_literal_byte_for_byte()
    {
        var random = new Random(8821);
        var texts = Enumerable.Range(0, Literals)
            .Select(number => number % 2 == 0 ? HostileText.LoadableKey(random, "market/") : $"{HostileText.Any(random)}{HostileText.AnyKey(random, "market/")}")
            .Where(IsUnicode).ToList();
        texts.Count.ShouldBeGreaterThan(Literals / 2);
        foreach (var some in texts.Chunk(LiteralsOfOneQuery))
        {
            var answer = await Cloud.ClickHouse.LoaderAsync(Cloud, $"SELECT {string.Join(", ", some.Select(text => $"hex({Sql.Literal(text)})"))}");

            answer.Split('\t').ShouldBe(some.Select(text => Convert.ToHexString(Encoding.UTF8.GetBytes(text))));
        }
    }

    [Fact]
    public async Task Every_name_stays_one_name()
    {
        var random = new Random(8822);
        var names = Enumerable.Range(0, LiteralsOfOneQuery).Select(number => $"{HostileText.Any(random)}{number}").Where(IsUnicode).Where(name => !name.Contains('\0')).ToList();

        var answer = await Cloud.ClickHouse.LoaderAsync(Cloud, $"SELECT {string.Join(", ", names.Select(name => $"1 AS {Sql.Identifier(name)}"))} FORMAT JSONCompact");

        using var json = JsonDocument.Parse(answer);
        json.RootElement.GetProperty("meta").EnumerateArray().Select(column => column.GetProperty("name").GetString()).ShouldBe(names);
    }

    [Fact]
    public async Task Every_statement_is_the_one_statement_of_a_harmless_key()
    {
        var random = new Random(8823);
        var check = new StatementCheck(MessageFuzz.Settings);
        var harmless = await Task.WhenAll((await check.StatementsAsync("market", "prices", "market/prices/ds=1/harmless.parquet", "tag")).Select(ShapeAsync));
        harmless.ShouldAllBe(shape => shape.StartsWith("(0, InsertQuery)", StringComparison.Ordinal), string.Join('\n', harmless));
        for (var number = 0; number < Statements; number++)
        {
            var (key, etag) = (HostileText.LoadableKey(random, "market/"), HostileText.Any(random));
            if (!IsUnicode(etag))
            {
                continue;
            }

            var statements = await check.StatementsAsync("market", "prices", key, etag);
            var shapes = await Task.WhenAll(statements.Select(ShapeAsync));
            shapes.ShouldBe(harmless[..shapes.Length], customMessage: $"{key}\n{etag}");
        }
    }

    [Theory]
    [InlineData(false, "403")]
    [InlineData(true, "404")]
    public async Task Every_key_that_is_not_there_is_missing_whatever_it_says(bool mayList, string answer)
    {
        var random = new Random(8824);
        var settings = ConfigurationLoader.Load(Cloud.ConfigPath);
        settings = settings with { Aws = settings.Aws with { Profile = mayList ? LocalCloud.OwnerProfile : settings.Aws.Profile } };
        await using var services = new ServiceCollection().AddLogging().AddSluiceOperations(settings).BuildServiceProvider();
        var footers = services.GetRequiredService<FooterSummaries>();
        var harmless = await MissingAsync("market/prices/ds=1/harmless.parquet");
        harmless.ShouldContain(answer);
        for (var number = 0; number < MissingKeys; number++)
        {
            var key = HostileText.LoadableKey(random, "market/");
            (await MissingAsync(key)).ShouldBe(harmless, key);
        }

        async Task<string> MissingAsync(string key)
        {
            var exception = await Should.ThrowAsync<ClickHouseServerException>(() => footers.ReadAsync(key, TestContext.Current.CancellationToken));
            FailureClassifier.IsMissingObject(exception).ShouldBe(mayList, key);
            return $"{FailureClassifier.Classify(exception)}";
        }
    }

    /// <summary>The kinds of the syntax tree's nodes, as the server has parsed the statement.</summary>
    private async Task<string> ShapeAsync(string statement)
    {
        var tree = await Cloud.ClickHouse.AdminAsync(Cloud, $"EXPLAIN AST {statement}");
        return string.Join('\n', tree.Split('\n').Select(line => (line.Length - line.TrimStart().Length, line.TrimStart().Split(' ')[0])));
    }

    private static bool IsUnicode(string text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) == text;
}
