using System.Text.Json.Nodes;
using Sluice.IntegrationTests.Cli;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Credentials;

/// <summary>The SDK's chain as an agent's process walks it where no profile is configured.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(CredentialTests))]
public sealed class ChainTests(CredentialCloud fixture) : IAsyncDisposable
{
    private const string Role = "arn:aws:sts::000000000000:assumed-role/dev-load-agent/sluice";

    private readonly CredentialBench _bench = new(fixture.Cloud);

    private LocalCloud Cloud => fixture.Cloud;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task Keys_of_the_environment() => await LoadsAsync(
        new() { ["AWS_ACCESS_KEY_ID"] = _bench.Own("AKIAENVIRONMENT0"), ["AWS_SECRET_ACCESS_KEY"] = "secret" },
        "arn:aws:iam::000000000000:user/dev-load-agent of account 000000000000: access key …ENT0 from the environment, does not expire");

    [Fact]
    public async Task A_role_for_a_web_identity()
    {
        var token = _bench.Profile.In("token");
        await File.WriteAllTextAsync(token, "a token that the sandbox does not look at", TestContext.Current.CancellationToken);

        await LoadsAsync(
            new()
            {
                ["AWS_WEB_IDENTITY_TOKEN_FILE"] = token,
                ["AWS_ROLE_ARN"] = "arn:aws:iam::000000000000:role/dev-load-agent",
                ["AWS_ENDPOINT_URL_STS"] = Cloud.AwsEndpoint.AbsoluteUri,
                ["AWS_REGION"] = Cloud.Region,
            },
            "from a web identity, expires 2",
            Role);
    }

    [Fact]
    public async Task A_role_of_a_profile_that_the_environment_names()
    {
        await File.WriteAllTextAsync(
            _bench.Profile.Path,
            $"""
             [people]
             aws_access_key_id = AKIAPEOPLE
             aws_secret_access_key = secret
             [{AgentProfile.Name}]
             source_profile = people
             role_arn = arn:aws:iam::000000000000:role/dev-load-agent
             """,
            TestContext.Current.CancellationToken);

        await LoadsAsync(
            new()
            {
                ["AWS_SHARED_CREDENTIALS_FILE"] = _bench.Profile.Path,
                ["AWS_PROFILE"] = AgentProfile.Name,
                ["AWS_ENDPOINT_URL_STS"] = Cloud.AwsEndpoint.AbsoluteUri,
                ["AWS_REGION"] = Cloud.Region,
            },
            $"from the role of profile {AgentProfile.Name}, expires 2",
            Role);
    }

    [Theory]
    [InlineData("run")]
    [InlineData("explain", "s3://data-pipeline-curated-dev/market/t/p/a.parquet")]
    public async Task A_profile_that_is_not_there_is_one_sentence_at_start(params string[] command)
    {
        await File.WriteAllTextAsync(_bench.Profile.Path, "", TestContext.Current.CancellationToken);
        var environment = new Dictionary<string, string?> { ["SLUICE__AWS__PROFILE"] = "nobody", ["SLUICE__AWS__PROFILESLOCATION"] = _bench.Profile.Path };

        var (exitCode, _, error) = await _bench.Sql.WithAsync(environment, command);

        (exitCode, error.Trim()).ShouldBe((3, $"The AWS profile \"nobody\" is not in {_bench.Profile.Path}: correct aws.profile or aws.profilesLocation."));
    }

    private async Task LoadsAsync(Dictionary<string, string?> environment, params string[] said)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(Cloud.ConfigPath, TestContext.Current.CancellationToken))!;
        config["aws"]!.AsObject().Remove("profile");
        config["aws"]!.AsObject().Remove("profilesLocation");
        var path = _bench.Profile.In("sluice.json");
        await File.WriteAllTextAsync(path, config.ToJsonString(), TestContext.Current.CancellationToken);
        environment["HOME"] = Path.GetDirectoryName(path);
        await using var agent = SluiceProcess.Start(environment, "run", "--config", path);
        await agent.SaysAsync("AWS identity");
        foreach (var text in said)
        {
            agent.Error.ShouldContain(text);
        }

        var table = await _bench.TableAsync();
        await _bench.UploadAsync(table);
        await agent.SaysAsync($"/{table}/p/a.parquet into");
        await agent.SignalAsync("TERM");
        await agent.EndAsync();
        agent.ExitCode.ShouldBe(0, agent.Error);
    }
}
