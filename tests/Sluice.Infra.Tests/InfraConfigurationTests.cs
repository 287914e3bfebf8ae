using Sluice.Infra.Configuration;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class InfraConfigurationTests
{
    private const string Required = """
        "environment": "dev", "account": "111122223333", "region": "ap-northeast-2", "bucket": "data-pipeline-curated-dev"
        """;

    [Fact]
    public void A_file_may_have_comments_and_parts_that_are_the_agent_s_alone()
    {
        var (configuration, problems) = Read($$"""
            {
              // where the rows go
              "clickhouse": { "host": "localhost" },
              {{Required}}
            }
            """);

        problems.ShouldBeEmpty();
        configuration!.Topology.Domains.Select(domain => domain.Name).ShouldBe(["market", "customer", "analytics", "product"]);
        configuration.Options.AgentReadsQueueDepth.ShouldBeTrue();
        configuration.Options.AgentSendsDeadLetters.ShouldBeTrue();
    }

    [Fact]
    public void Every_error_is_listed_whether_a_value_cannot_be_read_or_breaks_a_rule()
    {
        var (configuration, problems) = Read("""
            {
              "environment": "dev", "account": "42", "bucket": ["a", "b"], "maxReceiveCount": "three",
              "visibilityTimeout": "soon", "messageTimeout": "00:00:00.5",
              "domains": { "market": { "priority": "Urgent", "memoryMiB": 1 }, "fx": 5, "x": { "prefix": "*/" } },
              "infrastructure": { "agentReadsQueueDepth": "perhaps" }
            }
            """);

        configuration.ShouldBeNull();
        problems.ShouldBe(
            [
                "bucket is \"{…}\": expected one value",
                "maxReceiveCount is \"three\": expected a whole number",
                "visibilityTimeout is \"soon\": expected a duration such as 00:05:00",
                "domains:market:priority is \"Urgent\": expected one of Low, Medium, High",
                "domains:fx is \"5\": expected a section in braces",
                "infrastructure:agentReadsQueueDepth is \"perhaps\": expected true or false",
                "account is \"42\": expected the 12 digits of an AWS account",
                "region is missing: expected an AWS Region such as ap-northeast-2, outside of China",
                "messageTimeout is \"00:00:00.5000000\": expected at least 00:00:01",
                "domains:market:memoryMiB is \"1\": expected a whole number from 64 to 1048576",
                "domains:x:prefix is \"*/\": expected a key prefix that ends in / and has no * ? { } \" \\ or leading /",
            ],
            ignoreOrder: true);
    }

    [Theory]
    [InlineData("domains")]
    [InlineData("infrastructure")]
    public void A_value_in_place_of_a_section_is_an_error_and_not_silently_the_default(string section)
    {
        var (configuration, problems) = Read($$"""{ {{Required}}, "{{section}}": "all" }""");

        configuration.ShouldBeNull();
        problems.ShouldBe([$"{section} is \"all\": expected a section in braces"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{ \"environment\": }")]
    public void What_is_no_JSON_object_is_one_line(string text)
    {
        var (configuration, problems) = Read(text);

        configuration.ShouldBeNull();
        problems.ShouldHaveSingleItem().ShouldContain(" is not JSON: ");
        problems[0].ShouldNotContain("\n");
    }

    private static (InfraConfiguration? Configuration, List<string> Problems) Read(string text)
    {
        using var file = new TemporaryFile(text);
        var problems = new List<string>();
        return (InfraConfiguration.Read(file.Path, problems), problems);
    }
}
