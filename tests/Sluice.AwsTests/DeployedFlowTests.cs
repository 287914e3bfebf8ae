namespace Sluice.AwsTests;

/// <summary>The specification's integration flows (R16) through real AWS, run by <c>./test.sh aws</c> alone: uploaded, matched by the rule, queued, loaded by an agent of its own.</summary>
[Trait("Category", "Aws")]
public sealed class DeployedFlowTests(DeployedStack stack) : IClassFixture<DeployedStack>
{
    private const int Rows = 500;

    [Fact]
    public async Task In_every_domain_an_uploaded_object_is_in_its_table_and_its_message_is_gone()
    {
        foreach (var domain in stack.Topology.Domains)
        {
            await stack.UploadAsync(domain, "ds=1/first.parquet", await stack.ParquetAsync("first", Rows));
        }

        foreach (var domain in stack.Topology.Domains)
        {
            await stack.AgentSaysAsync($"Loaded {Rows} rows of s3://{stack.Topology.Bucket}/{domain.Prefix}{stack.Table}/ds=1/first.parquet into {domain.Database}.{stack.Table}");
            (await CountAsync(domain.Database, "first")).ShouldBe($"{Rows}\t{Rows}");
        }
    }

    [Fact]
    public async Task A_damaged_object_is_dead_lettered_with_its_reason_and_a_good_one_loads()
    {
        var domain = stack.Topology.Domains[0];
        var good = await stack.ParquetAsync("good", Rows);
        var damaged = await stack.UploadAsync(domain, "ds=2/damaged.parquet", good[..(good.Length / 2)]);
        var key = await stack.UploadAsync(domain, "ds=2/good.parquet", good);

        var letter = await stack.DeadLetterAsync(domain, damaged);
        letter.MessageAttributes["ErrorCode"].StringValue.ShouldBe("E002");
        letter.MessageAttributes["Reason"].StringValue.ShouldNotBeEmpty();
        await stack.AgentSaysAsync($"s3://{stack.Topology.Bucket}/{key} into");
        (await CountAsync(domain.Database, "good")).ShouldBe($"{Rows}\t{Rows}");
    }

    [Fact]
    public async Task What_the_rule_does_not_match_raises_no_message()
    {
        var domain = stack.Topology.Domains[0];
        var content = await stack.ParquetAsync("other", Rows);
        await stack.UploadAsync(domain, "ds=3/other.csv", content);
        await stack.UploadAsync(domain, "ds=3/other.PARQUET", content);
        await stack.UploadAsync(domain, "ds=3/small.parquet", new byte[1024]);
        await stack.UploadAsync(domain, "ds=3/last.parquet", await stack.ParquetAsync("last", Rows));

        await stack.AgentSaysAsync("ds=3/last.parquet into");
        stack.AgentSaid.ShouldNotContain("ds=3/other");
        stack.AgentSaid.ShouldNotContain("ds=3/small");
    }

    [Fact]
    public async Task An_object_that_is_announced_again_is_not_loaded_again()
    {
        var domain = stack.Topology.Domains[0];
        var key = await stack.UploadAsync(domain, "ds=4/again.parquet", await stack.ParquetAsync("again", Rows));
        await stack.AgentSaysAsync($"s3://{stack.Topology.Bucket}/{key} into");

        await stack.AnnounceAsync(domain, key);

        await stack.AgentSaysAsync($"s3://{stack.Topology.Bucket}/{key} is loaded already");
        (await CountAsync(domain.Database, "again")).ShouldBe($"{Rows}\t{Rows}");
    }

    private Task<string> CountAsync(string database, string label) => stack.SqlAsync($"SELECT count(), uniqExact(id) FROM {database}.{stack.Table} WHERE label = '{label}'");
}
