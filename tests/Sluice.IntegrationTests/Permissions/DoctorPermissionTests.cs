using Sluice.IntegrationTests.Operating;
using Sluice.Operating.Doctor;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Permissions;

/// <summary><c>sluice doctor</c> finds each permission that the agent's policy, or its ClickHouse user, lacks.</summary>
[Trait("Category", "Security")]
public sealed class DoctorPermissionTests(LocalCloudFixture fixture)
{
    [Theory]
    [InlineData("sqs:ReceiveMessage", nameof(CheckStatus.Problem), "missing on dev-market-load-queue")]
    [InlineData("sqs:DeleteMessage", nameof(CheckStatus.Problem), "missing on dev-market-load-queue")]
    [InlineData("sqs:ChangeMessageVisibility", nameof(CheckStatus.Problem), "missing on dev-market-load-queue")]
    [InlineData("s3:GetObject", nameof(CheckStatus.Problem), "missing on data-pipeline-curated-dev/market/*")]
    [InlineData("sqs:SendMessage", nameof(CheckStatus.Warning), "missing on dev-market-load-dlq; the agent works without it, and dead letters bear no reason")]
    [InlineData("sqs:GetQueueAttributes", nameof(CheckStatus.Warning), "missing on dev-market-load-queue, dev-market-load-dlq; the agent works without it, and knows no queue depth")]
    public async Task An_action_that_is_missing_is_found(string action, string status, string detail)
    {
        await using var without = await CloudWithout.StartAsync(fixture.Cloud, action);

        var findings = (await DoctorFixture.CheckAsync(without.Cloud, Market)).Where(finding => finding.Name.StartsWith("sqs:", StringComparison.Ordinal) || finding.Name.StartsWith("s3:", StringComparison.Ordinal)).ToList();

        var found = findings.Single(finding => finding.Status != CheckStatus.Ok);
        (found.Name, $"{found.Status}", found.Detail).ShouldBe((action, status, detail));
        found.Fix!.ShouldContain("attach policy dev-load-agent of the identity stack");
        findings.Count.ShouldBe(6, "each action is told of once");
    }

    [Fact]
    public async Task With_the_owners_credentials_nobody_can_tell_what_the_agents_may()
    {
        var findings = await DoctorFixture.CheckAsync(fixture.Cloud, settings => Market(settings) with { Aws = settings.Aws with { Profile = LocalCloud.OwnerProfile } });

        var received = findings.Single(finding => finding.Name == "sqs:ReceiveMessage");
        received.Status.ShouldBe(CheckStatus.Skipped);
        received.Detail.ShouldStartWith("cannot be told on dev-market-load-queue");
    }

    [Fact]
    public async Task A_grant_that_is_missing_is_found_with_its_statement()
    {
        await using var cloud = await LocalCloud.StartAsync(
            new SandboxOptions
            {
                Templates = CloudWithout.TemplatesOf(fixture.Cloud),
                Domains = new Dictionary<string, DomainOptions> { [CloudWithout.Domain] = new() },
                LoaderGrants = ["GRANT CREATE TABLE, DROP TABLE, SELECT ON sluice.*", "GRANT TABLE ENGINE ON MergeTree"],
                LoaderProfile = new Dictionary<string, string> { ["deduplicate_insert"] = "disable" },
            },
            cancellationToken: TestContext.Current.CancellationToken);

        var findings = await DoctorFixture.CheckAsync(cloud, Market);

        findings.ShouldContain(Finding.Problem("INSERT ON `sluice`.*", "missing: the ledger", "GRANT INSERT ON `sluice`.* TO `loader`"));
        findings.ShouldContain(Finding.Problem("CREATE DATABASE ON `sluice`.*", "missing: to make the ledger", "GRANT CREATE DATABASE ON `sluice`.* TO `loader`"));
        findings.ShouldContain(Finding.Warning("SELECT ON system.parts", "missing: to tell how far a deduplication window has moved", "GRANT SELECT ON system.parts TO `loader`"));
        findings.Single(finding => finding.Name == "ledger").Fix.ShouldBe("sluice prepare --all --clickhouse-user <administrator>");
        findings.Single(finding => finding.Name == "profile").Detail.ShouldEndWith("the profile says deduplicate_insert = disable, and each insert of the agent's says otherwise");
    }

    private static Configuration.SluiceSettings Market(Configuration.SluiceSettings settings) =>
        settings with { Topology = settings.Topology with { Domains = [settings.Topology.FindDomain(CloudWithout.Domain)!] } };
}
