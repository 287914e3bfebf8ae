using System.Diagnostics;
using System.Text.Json.Nodes;
using Sluice.Configuration;

namespace Sluice.Infra.Tests;

/// <summary>From a deployment's outputs, through <c>sluice init --from-outputs</c>, to a configuration that an agent starts with.</summary>
[Trait("Category", "Unit")]
public sealed class InitFromOutputsTests : IDisposable
{
    private readonly SynthesizedPipelines _pipelines;
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    public InitFromOutputsTests(SynthesizedPipelines pipelines) => _pipelines = pipelines;

    private string Configuration => Path.Combine(_directory, "sluice.json");

    private string Outputs => Path.Combine(_directory, "outputs.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_agent_s_configuration_names_the_resources_that_are_deployed()
    {
        foreach (var pipeline in _pipelines.All)
        {
            var deployed = DeployedOutputs.Of(pipeline);

            (await Init(deployed)).ExitCode.ShouldBe(0);

            var topology = ConfigurationLoader.Load(Configuration).Topology;
            topology.ShouldBeEquivalentTo(pipeline.Topology with { Domains = topology.Domains });
            topology.Domains.ShouldBe(pipeline.Topology.Domains);
            DeployedOutputs.Named(deployed, "QueueUrl").ShouldBe(
                [
                    $"https://sqs.{topology.Region}.amazonaws.com/{topology.Account}/{topology.Names.RuleDeadLetterQueue}",
                    .. topology.Domains.SelectMany(domain => ((string[])[topology.Names.Queue(domain.Name), topology.Names.DeadLetterQueue(domain.Name)])
                        .Select(queue => $"https://sqs.{topology.Region}.amazonaws.com/{topology.Account}/{queue}")),
                ],
                ignoreOrder: true);
        }
    }

    [Fact]
    public async Task The_comments_and_the_agent_s_own_settings_stay_and_people_are_told_what_is_left_to_do()
    {
        var (_, error) = await Init(DeployedOutputs.Of(_pipelines.Prod));

        error.ShouldContain("Put in your ClickHouse and AWS profile, then: sluice run --config");
        var text = File.ReadAllText(Configuration);
        text.ShouldContain("\"environment\": \"prod\",");
        text.ShouldContain("\"visibilityTimeout\": \"01:00:00\", // at least 6 x messageTimeout");
        text.ShouldContain("\"prefix\": \"feeds/market/\",");
        text.ShouldContain("// Credentials come from the AWS SDK's chain");
        ConfigurationLoader.Load(Configuration).Pipeline.ShouldBeEquivalentTo(new PipelineOptions());
    }

    [Theory]
    [InlineData("""not JSON""", " is not JSON: ")]
    [InlineData("""[]""", " is not what 'npx cdk deploy --all --outputs-file' writes: expected an object with the outputs of each stack.")]
    [InlineData("""{ "dev-sluice-storage": {} }""", " has no outputs of a stack <environment>-sluice-ingest: deploy with --all.")]
    [InlineData("""{ "dev-sluice-ingest": {}, "prod-sluice-ingest": {} }""", " has the outputs of several environments (dev-sluice-ingest, prod-sluice-ingest): give each --outputs-file a file of its own.")]
    public async Task A_file_of_another_kind_is_one_sentence(string text, string expected)
    {
        File.WriteAllText(Outputs, text);

        var (exitCode, error) = await Init();

        exitCode.ShouldBe(3);
        error.ShouldStartWith($"{Outputs}{expected}");
        error.TrimEnd().ShouldNotContain("\n");
        File.Exists(Configuration).ShouldBeFalse();
    }

    [Theory]
    [InlineData("Bucket", null, "dev-sluice-ingest in {0} has no output Bucket: deploy it with the infra/ of this version of Sluice.")]
    [InlineData("MaxReceiveCount", "three", "Output MaxReceiveCount of dev-sluice-ingest in {0} is \"three\": expected a whole number.")]
    [InlineData("VisibilityTimeout", "soon", "Output VisibilityTimeout of dev-sluice-ingest in {0} is \"soon\": expected a duration such as 00:05:00.")]
    [InlineData("Domain1", "market", "Output Domain1 of dev-sluice-ingest in {0} is \"market\": expected a domain's settings as JSON.")]
    [InlineData("Domain1", "null", "Output Domain1 of dev-sluice-ingest in {0} is \"null\": expected a domain's settings as JSON.")]
    [InlineData("Domain1", """{"prefix":"market/"}""", "Output Domain1 of dev-sluice-ingest in {0} is \"{{\"prefix\":\"market/\"}}\": expected a domain's settings as JSON.")]
    [InlineData("Domain1", """{"name":"market","colour":"red"}""", "Output Domain1 of dev-sluice-ingest in {0} is \"{{\"name\":\"market\",\"colour\":\"red\"}}\": expected a domain's settings as JSON.")]
    [InlineData("Domain1", """{"name":"product"}""", "Output Domain4 of dev-sluice-ingest in {0} is")]
    [InlineData("Account", "42", "dev-sluice-ingest in {0}: account is \"42\": expected the 12 digits of an AWS account.")]
    public async Task An_output_that_is_missing_or_unusable_is_named(string name, string? value, string expected)
    {
        var deployed = DeployedOutputs.Of(_pipelines.Dev);
        var outputs = deployed["dev-sluice-ingest"]!.AsObject();
        outputs.Remove(name);
        if (value is not null)
        {
            outputs[name] = value;
        }

        var (exitCode, error) = await Init(new JsonObject { ["dev-sluice-ingest"] = Sorted(outputs) });

        exitCode.ShouldBe(3);
        error.ShouldStartWith(string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, Outputs));
        error.TrimEnd().ShouldNotContain("\n");
        File.Exists(Configuration).ShouldBeFalse();
    }

    [Fact]
    public async Task A_file_that_is_not_there_is_said_with_how_to_make_it()
    {
        var (exitCode, error) = await Init();

        (exitCode, error.TrimEnd()).ShouldBe(
            (3, $"There is no file {Outputs}: write it with 'npx cdk deploy --all --outputs-file {Outputs}' in infra/."));
    }

    private static JsonObject Sorted(JsonObject outputs) =>
        new(outputs.OrderBy(output => output.Key, StringComparer.Ordinal).Select(output => KeyValuePair.Create(output.Key, output.Value?.DeepClone())));

    private Task<(int ExitCode, string Error)> Init(JsonObject deployed)
    {
        File.WriteAllText(Outputs, deployed.ToJsonString());
        return Init();
    }

    private async Task<(int ExitCode, string Error)> Init()
    {
        using var process = Process.Start(new ProcessStartInfo(
            "dotnet",
            ["exec", Path.Combine(AppContext.BaseDirectory, "Sluice.Cli.dll"), "init", "--from-outputs", Outputs, "--output", Configuration, "--force"])
        {
            RedirectStandardError = true,
        })!;
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (process.ExitCode, error);
    }
}
