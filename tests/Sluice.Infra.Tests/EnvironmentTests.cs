using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class EnvironmentTests(SynthesizedPipelines pipelines)
{
    private static readonly string[] _resourceTypes =
    [
        "AWS::Events::Rule", "AWS::IAM::ManagedPolicy", "AWS::S3::Bucket", "AWS::S3::BucketPolicy", "AWS::SQS::Queue",
        "AWS::SQS::QueuePolicy",
    ];

    [Fact]
    public void No_name_of_one_environment_is_a_name_of_the_other()
    {
        var dev = PhysicalNames(pipelines.Dev);
        var prod = PhysicalNames(pipelines.Prod);

        // A bucket, 9 queues, 4 rules and a policy; a bucket, 5 queues, 2 rules and a policy
        (dev.Count, prod.Count).ShouldBe((15, 9));
        dev.Intersect(prod).ShouldBeEmpty();
    }

    [Fact]
    public void There_is_no_Lambda_and_nothing_but_what_the_pipeline_needs() =>
        pipelines.Dev.Templates.SelectMany(template => template.Resources.Values).Select(resource => (string)resource["Type"]!)
            .Distinct().Order(StringComparer.Ordinal).ShouldBe(_resourceTypes);

    [Fact]
    public void A_template_needs_nothing_of_another_stack_and_no_parameter()
    {
        foreach (var template in pipelines.Dev.Templates)
        {
            template.Document.Select(section => section.Key).ShouldBe(["Description", "Resources"], ignoreOrder: true);
            template.Document.ToJsonString().ShouldNotContain("Fn::ImportValue");
        }
    }

    [Fact]
    public void Every_reference_is_to_a_resource_of_the_same_template()
    {
        foreach (var template in pipelines.Dev.Templates)
        {
            References(template.Document).Distinct().Except(template.Resources.Keys).ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_rules_stand_before_the_bucket_tells_of_its_objects()
    {
        var dependencies = pipelines.Dev.Manifest["artifacts"]!["dev-sluice-storage"]!["dependencies"]!.AsArray();

        dependencies.Select(artifact => (string)artifact!).ShouldContain("dev-sluice-ingest");
    }

    private static List<string> PhysicalNames(SynthesizedPipeline pipeline) =>
        [.. pipeline.Templates.SelectMany(template => template.Resources.Values)
            .SelectMany(resource => resource["Properties"]!.AsObject())
            .Where(property => property.Key is "Name" or "QueueName" or "BucketName" or "ManagedPolicyName")
            .Select(property => (string)property.Value!)];

    private static IEnumerable<string> References(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => member.Key switch
        {
            "Ref" => [(string)member.Value!],
            "Fn::GetAtt" => [(string)member.Value![0]!],
            _ => References(member.Value),
        }),
        JsonArray entries => entries.SelectMany(References),
        _ => [],
    };
}
