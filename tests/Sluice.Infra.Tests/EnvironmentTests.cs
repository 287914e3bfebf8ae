using System.Text.Json.Nodes;

namespace Sluice.Infra.Tests;

[Trait("Category", "Unit")]
public sealed class EnvironmentTests(SynthesizedPipelines pipelines)
{
    /// <summary>Properties by which AWS knows a resource.</summary>
    public static readonly string[] NameProperties =
    [
        "AlarmName", "AliasName", "BucketName", "DashboardName", "ManagedPolicyName", "Name", "QueueName", "RoleName", "TopicName", "UserName",
    ];

    private static readonly string[] _resourceTypes =
    [
        "AWS::CloudWatch::Alarm", "AWS::CloudWatch::Dashboard", "AWS::Events::Rule", "AWS::IAM::ManagedPolicy", "AWS::S3::Bucket",
        "AWS::S3::BucketPolicy", "AWS::SNS::Topic", "AWS::SNS::TopicPolicy", "AWS::SQS::Queue", "AWS::SQS::QueuePolicy",
    ];

    // What has no tags, or none in this version of the CDK: there CloudFormation passes on those of the stack
    private static readonly string[] _untagged =
    [
        "AWS::CloudWatch::Dashboard", "AWS::Events::Rule", "AWS::IAM::ManagedPolicy", "AWS::KMS::Alias", "AWS::S3::BucketPolicy", "AWS::SNS::Subscription",
        "AWS::SNS::TopicPolicy", "AWS::SQS::QueuePolicy",
    ];

    [Fact]
    public void No_name_of_one_environment_is_a_name_of_the_other()
    {
        // A bucket, 9 queues, 4 rules, 2 policies, 21 alarms, 2 topics and a dashboard; a bucket, 5 queues, 2 rules, 2 policies, 11 alarms …
        (Names(pipelines.Dev).Count, Names(pipelines.Prod).Count).ShouldBe((40, 24));
        Names(pipelines.Dev).Intersect(Names(pipelines.Prod)).ShouldBeEmpty();
    }

    [Fact]
    public void Nor_with_every_option_on()
    {
        var (dev, prod) = (Names(pipelines.Hardened("dev")), Names(pipelines.Hardened("prod")));

        // Besides: 6 more policies, 4 roles, trust anchor, profile, alias, an export
        dev.Count.ShouldBe(54);
        dev.Intersect(prod).ShouldBeEmpty();
        dev.Distinct().Count().ShouldBe(dev.Count, "two resources of a type share a name");
    }

    [Fact]
    public void There_is_no_Lambda_and_nothing_but_what_the_pipeline_needs() =>
        Types(pipelines.Dev).ShouldBe(_resourceTypes);

    [Fact]
    public void Whatever_the_options_there_is_no_Lambda_and_no_custom_resource()
    {
        foreach (var pipeline in pipelines.All)
        {
            Types(pipeline).ShouldAllBe(type => !type.Contains("Lambda") && !type.StartsWith("Custom::") && type != "AWS::CloudFormation::CustomResource");
        }
    }

    [Fact]
    public void Without_a_created_key_a_template_needs_nothing_of_another_stack_and_no_parameter()
    {
        foreach (var template in pipelines.Dev.Templates.Concat(pipelines.Prod.Templates).Concat(pipelines.Imported.Templates))
        {
            template.Document.Select(section => section.Key).ShouldBe(["Description", "Outputs", "Resources"], ignoreOrder: true);
            template.Document.ToJsonString().ShouldNotContain("Fn::ImportValue");
            template.Document.ToJsonString().ShouldNotContain("\"Export\"");
        }
    }

    [Fact]
    public void Every_reference_is_to_a_resource_of_the_same_template()
    {
        foreach (var template in pipelines.All.SelectMany(pipeline => pipeline.Templates))
        {
            References(template.Document).Distinct().Except(template.Resources.Keys).ShouldBeEmpty();
        }
    }

    [Fact]
    public void The_rules_stand_before_the_bucket_tells_of_its_objects_and_the_key_before_all()
    {
        Dependencies(pipelines.Dev, "storage").ShouldContain("dev-sluice-ingest");
        Dependencies(pipelines.Dev, "watch").ShouldContain("dev-sluice-ingest");
        foreach (var part in (string[])["ingest", "storage", "identity", "watch"])
        {
            Dependencies(pipelines.Hardened("dev"), part).ShouldContain("dev-sluice-keys");
        }
    }

    [Theory]
    [InlineData("keys", true)]
    [InlineData("storage", true)]
    [InlineData("ingest", true)]
    [InlineData("identity", false)]
    [InlineData("watch", false)]
    public void Stacks_that_hold_data_are_protected_from_deletion(string part, bool isProtected) =>
        ((bool?)pipelines.Hardened("dev").Artifact(part)["properties"]!["terminationProtection"] ?? false).ShouldBe(isProtected);

    [Fact]
    public void The_protection_can_be_switched_off() =>
        ((bool?)pipelines.Imported.Artifact("ingest")["properties"]!["terminationProtection"] ?? false).ShouldBeFalse();

    [Fact]
    public void Everything_that_takes_tags_has_them()
    {
        Tags(pipelines.Dev, new() { ["environment"] = "dev", ["project"] = "sluice" });

        // A tag of the configuration wins
        Tags(pipelines.Hardened("prod"), new() { ["cost-center"] = "4711", ["environment"] = "prod", ["project"] = "curated" });
    }

    [Fact]
    public void Synthesis_warns_of_nothing_and_silences_nothing()
    {
        foreach (var pipeline in pipelines.All)
        {
            var notes = pipeline.Manifest["artifacts"]!.AsObject().SelectMany(artifact => artifact.Value!["metadata"]?.AsObject().ToList() ?? [])
                .SelectMany(entry => entry.Value!.AsArray()).Select(note => (string)note!["type"]!).Distinct();

            notes.ShouldAllBe(type => type != "aws:cdk:warning" && type != "aws:cdk:error" && type != "aws:cdk:info");
            pipeline.Templates.ShouldAllBe(template => !template.Document.ToJsonString().Contains("cknowledge"));
        }
    }

    // CloudFormation shows anything else as question marks
    [Fact]
    public void Templates_are_ASCII() =>
        pipelines.All.SelectMany(pipeline => pipeline.Templates).SelectMany(template => Texts(template.Document)).ShouldAllBe(text => text.All(char.IsAscii));

    private static void Tags(SynthesizedPipeline pipeline, SortedDictionary<string, string> expected)
    {
        foreach (var (stack, template) in pipeline.Stacks)
        {
            pipeline.Manifest["artifacts"]![stack]!["properties"]!["tags"]!.AsObject()
                .ToDictionary(tag => tag.Key, tag => (string)tag.Value!).ShouldBe(expected, ignoreOrder: true);
            foreach (var (id, resource) in template.Resources.Where(resource => !_untagged.Contains((string?)resource.Value["Type"])))
            {
                (resource["Properties"]!["Tags"]?.AsArray()).ShouldNotBeNull(id)
                    .ToDictionary(tag => (string)tag!["Key"]!, tag => (string)tag!["Value"]!).ShouldBe(expected, ignoreOrder: true);
            }
        }
    }

    private static IEnumerable<string> Types(SynthesizedPipeline pipeline) => pipeline.Templates.SelectMany(template => template.Resources.Values)
        .Select(resource => (string)resource["Type"]!).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> Dependencies(SynthesizedPipeline pipeline, string part) =>
        pipeline.Artifact(part)["dependencies"]!.AsArray().Select(artifact => (string)artifact!);

    private static List<string> Names(SynthesizedPipeline pipeline) =>
    [
        .. pipeline.Templates.SelectMany(template => template.Resources.Values)
            .SelectMany(resource => resource["Properties"]!.AsObject()
                .Where(property => NameProperties.Contains(property.Key))
                .Select(property => $"{resource["Type"]} {property.Value}")),
        .. pipeline.Templates.SelectMany(template => template.Document["Outputs"]?.AsObject().ToList() ?? [])
            .Select(output => (string?)output.Value!["Export"]?["Name"]).OfType<string>(),
    ];

    private static IEnumerable<string> Texts(JsonNode? node) => node switch
    {
        JsonObject members => members.SelectMany(member => Texts(member.Value).Prepend(member.Key)),
        JsonArray entries => entries.SelectMany(Texts),
        JsonValue value when value.TryGetValue<string>(out var text) => [text],
        _ => [],
    };

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
