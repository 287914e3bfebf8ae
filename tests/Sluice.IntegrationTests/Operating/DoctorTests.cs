using Amazon.SQS.Model;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Operating.Doctor;

namespace Sluice.IntegrationTests.Operating;

/// <summary><c>sluice doctor</c> on a cloud that is well, and on one of which one thing is broken: it finds that and nothing else.</summary>
[Collection<DoctoredCloud>]
[Trait("Category", "Integration")]
public sealed class DoctorTests(DoctorFixture fixture)
{
    private readonly OperatorBench _bench = fixture.Bench;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task All_is_well_and_everything_was_looked_at()
    {
        var (exitCode, output, error) = await _bench.AdminAsync("doctor", "--json");

        exitCode.ShouldBe(0, error);
        var answer = OperatorBench.Json(output);
        answer.GetProperty("isOk").GetBoolean().ShouldBeTrue();
        answer.GetProperty("checks").EnumerateArray().Where(check => check.GetProperty("status").GetString() != "ok").ShouldBeEmpty();
        answer.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("group").GetString()).Distinct()
            .ShouldBe(CheckTable.All.Except([CheckTable.EndToEnd]).Select(check => check.Group).Distinct());
        error.ShouldContain("✓ sqs:ReceiveMessage: granted on dev-market-load-queue");
        error.ShouldNotContain(fixture.Cloud.LoaderPassword);
    }

    [Fact]
    public async Task It_takes_no_message_and_sends_none()
    {
        using var sqs = fixture.Cloud.CreateSqsClient();
        var (queue, letters) = (fixture.Cloud.Queues[DoctorFixture.Domain], fixture.Cloud.DeadLetterQueues[DoctorFixture.Domain]);
        await sqs.SendMessageAsync(queue, "not to be touched", Stop);

        await fixture.CheckAsync();

        var message = (await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { MessageSystemAttributeNames = ["ApproximateReceiveCount"] }, Stop)).Messages.ShouldHaveSingleItem();
        message.Attributes["ApproximateReceiveCount"].ShouldBe("1");
        await sqs.DeleteMessageAsync(queue, message.ReceiptHandle, Stop);
        (await sqs.ReceiveMessageAsync(letters, Stop)).Messages.ShouldBeNull();
    }

    [Fact]
    public async Task Every_error_of_the_configuration_is_a_finding()
    {
        var (exitCode, output, _) = await _bench.WithAsync(
            new() { ["SLUICE__PIPELINE__MAXCONCURRENCY"] = "50", ["SLUICE__REGION"] = "nowhere" }, "doctor");

        exitCode.ShouldBe(3);
        output.ShouldContain("✗ pipeline.maxConcurrency: is \"50\"");
        output.ShouldContain("✗ region: is \"nowhere\"");
        output.ShouldContain("0 ok, 2 problems");
    }

    [Fact]
    public async Task A_wrong_password_is_found_and_what_needs_it_is_left_out()
    {
        var findings = await fixture.CheckAsync(settings => settings with { ClickHouse = settings.ClickHouse with { Password = "wrong" } });

        var problem = TheProblem(findings);
        problem.Name.ShouldBe("login");
        problem.Detail.ShouldContain("Authentication failed");
        problem.Detail.ShouldNotContain("wrong");
        problem.Fix!.ShouldContain("clickHouse.passwordFile");
        findings.Where(finding => finding.Status == CheckStatus.Skipped).ShouldContain(finding => finding.Name == "grants" && finding.Detail == "not tried: see login");
    }

    [Fact]
    public async Task A_profile_that_is_not_there_is_found()
    {
        var findings = await fixture.CheckAsync(settings => settings with { Aws = settings.Aws with { Profile = "nobody" } });

        TheProblem(findings).Detail.ShouldContain("AWS profile \"nobody\"");
    }

    [Fact]
    public async Task A_table_without_window_is_found_with_the_command_that_gives_it_one()
    {
        var (table, summed) = (OperatorBench.NewName(), OperatorBench.NewName("summed"));
        await _bench.DoAsync($"CREATE TABLE market.{summed} (id UInt64, _sluice_load_id String) ENGINE = SummingMergeTree ORDER BY id");
        await _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64, _sluice_load_id String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        await _bench.DoAsync($"CREATE MATERIALIZED VIEW market.{table}_view TO market.{summed} AS SELECT id, _sluice_load_id FROM market.{table}");
        try
        {
            var problem = TheProblem(await fixture.CheckAsync());

            problem.ShouldBe(Finding.Problem(
                $"market.{table}", $"market.{summed} has no deduplication window and would take a repeated insert twice", $"sluice prepare market.{table} --clickhouse-user <administrator>"));
        }
        finally
        {
            await _bench.DoAsync($"DROP TABLE market.{table}_view");
            await _bench.DoAsync($"DROP TABLE market.{table}");
            await _bench.DoAsync($"DROP TABLE market.{summed}");
        }
    }

    [Fact]
    public async Task A_view_whose_table_the_agent_may_not_see_is_found_with_the_grant_that_shows_it()
    {
        var (table, hidden) = (OperatorBench.NewName(), OperatorBench.NewName("hidden"));
        await _bench.DoAsync($"CREATE DATABASE {hidden}");
        await _bench.DoAsync($"CREATE TABLE {hidden}.counts (id UInt64) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        await _bench.DoAsync($"CREATE TABLE market.{table} (id UInt64, _sluice_load_id String) ENGINE = MergeTree ORDER BY id {AgentFixture.Window}");
        await _bench.DoAsync($"CREATE MATERIALIZED VIEW market.{table}_view TO {hidden}.counts AS SELECT id FROM market.{table}");
        try
        {
            var problem = TheProblem(await fixture.CheckAsync());

            problem.Name.ShouldBe($"market.{table}");
            problem.Fix.ShouldBe("grant SHOW TABLES on it and on the table that it writes to");
            problem.Detail.ShouldStartWith($"market.{table} feeds market.{table}_view, which the agent's user may not see whole");
        }
        finally
        {
            await _bench.DoAsync($"DROP TABLE market.{table}_view");
            await _bench.DoAsync($"DROP TABLE market.{table}");
            await _bench.DoAsync($"DROP DATABASE {hidden}");
        }
    }

    [Fact]
    public async Task A_table_that_objects_were_meant_for_and_that_is_not_there_is_found()
    {
        var table = OperatorBench.NewName();
        await _bench.KnowAsync($"market/{table}/p/a.parquet", "e", "market", table, "dead_lettered");
        try
        {
            var problem = TheProblem(await fixture.CheckAsync());

            (problem.Name, problem.Detail).ShouldBe(($"market.{table}", "is not there, and 1 object was meant for it"));
            problem.Fix!.ShouldContain($"'sluice prepare market.{table} --provenance --clickhouse-user <administrator>'");
        }
        finally
        {
            await _bench.DoAsync($"DELETE FROM sluice.loads WHERE table = '{table}'");
        }
    }

    [Theory]
    [InlineData("VisibilityTimeout", "60", "visibility timeout 60 s", "--attributes VisibilityTimeout=1800")]
    [InlineData("RedrivePolicy", """{"deadLetterTargetArn":"arn:aws:sqs:us-east-1:000000000000:dev-market-load-dlq","maxReceiveCount":9}""", "maxReceiveCount 9 instead of 3", "RedrivePolicy")]
    public async Task A_queue_that_is_not_as_configured_is_found(string attribute, string value, string detail, string fix)
    {
        using var sqs = fixture.Cloud.CreateSqsClient();
        var queue = fixture.Cloud.Queues[DoctorFixture.Domain];
        var before = (await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(queue, [attribute]), Stop)).Attributes;
        await sqs.SetQueueAttributesAsync(queue, new Dictionary<string, string> { [attribute] = value }, Stop);
        try
        {
            var problem = TheProblem(await fixture.CheckAsync());

            problem.Name.ShouldBe("dev-market-load-queue");
            problem.Detail.ShouldStartWith(detail);
            problem.Fix!.ShouldContain(fix);
        }
        finally
        {
            await sqs.SetQueueAttributesAsync(queue, before, Stop);
        }
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_found()
    {
        var findings = await fixture.CheckAsync(time: new WrongTime(TimeSpan.FromMinutes(6)));

        var problem = TheProblem(findings);
        problem.Name.ShouldBe("clock of AWS");
        problem.Detail.ShouldMatch(@"^this machine's clock is 3(59|60|61)(\.\d)? s ahead of AWS's; AWS refuses signatures from 300 s on$");
        findings.ShouldContain(finding => finding.Name == "clock of ClickHouse" && finding.Status == CheckStatus.Warning);
    }

    [Fact]
    public async Task An_S3_that_ClickHouse_does_not_reach_is_found()
    {
        var findings = await fixture.CheckAsync(settings => settings with { ClickHouse = settings.ClickHouse with { S3Endpoint = new Uri("http://127.0.0.1:1") } });

        var problem = TheProblem(findings);
        problem.Name.ShouldBe("S3 from ClickHouse");
        problem.Detail.ShouldContain("ClickHouse cannot reach 127.0.0.1:1");
        problem.Detail.ShouldContain("Connection refused");
        problem.Fix.ShouldBe("let ClickHouse's machine out to 127.0.0.1:1, or correct clickHouse.s3Endpoint");
    }

    [Fact]
    public async Task Too_little_memory_and_a_page_that_cannot_redrive_are_warned_of()
    {
        var findings = await fixture.CheckAsync(settings => settings with { Console = settings.Console with { AwsProfile = null } });

        findings.Where(finding => finding.Status == CheckStatus.Problem).ShouldBeEmpty();
        findings.Single(finding => finding.Status == CheckStatus.Warning).Name.ShouldBe("console.awsProfile");
        var (_, output, _) = await _bench.WithAsync(
            new() { ["SLUICE__PIPELINE__MEMORYMIB"] = "20480", ["SLUICE_ADMINISTRATOR_PASSWORD"] = fixture.Cloud.AdminPassword }, "doctor", "--clickhouse-user", fixture.Cloud.AdminUser);
        output.ShouldContain("! memory: all running inserts together take up to 20 GiB; ClickHouse may use 6 GiB: inserts will fail for memory");
    }

    private static Finding TheProblem(IReadOnlyList<Finding> findings) => findings.Where(finding => finding.Status == CheckStatus.Problem).ShouldHaveSingleItem();

    private sealed class WrongTime(TimeSpan ahead) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + ahead;
    }
}
