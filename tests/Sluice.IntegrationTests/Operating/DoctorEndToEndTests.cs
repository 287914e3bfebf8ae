using Amazon.SQS.Model;
using Sluice.IntegrationTests.Cli;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Ledger;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;

namespace Sluice.IntegrationTests.Operating;

/// <summary><c>sluice doctor --e2e</c>: with an agent, without one, and cut off.</summary>
[Collection<DoctoredCloud>]
[Trait("Category", "Integration")]
public sealed class DoctorEndToEndTests(DoctorFixture fixture)
{
    private readonly OperatorBench _bench = fixture.Bench;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task With_an_agent_the_object_arrives_and_nothing_is_left()
    {
        await using var agent = await RunningAgent.StartAsync(fixture.Cloud, settings => settings);

        var (exitCode, output, error) = await RunAsync();

        exitCode.ShouldBe(0, output + error);
        output.ShouldMatch(@"✓ event: S3, EventBridge and SQS to \S+: \d+ ms");
        output.ShouldMatch(@"✓ load: from there into table and ledger: \d+ ms");
        output.ShouldMatch(@"✓ settlement: the message was deleted in \d+ ms");
        output.ShouldContain("✓ rows: 500 rows, all of them the object's");
        output.ShouldContain("✓ clean-up: object, table and ledger rows are gone");
        await ShouldBeGoneAsync();
        (await _bench.SqlAsync("SELECT count() FROM sluice.attempts WHERE table LIKE 'sluice_doctor_%'")).ShouldBe("0");
    }

    [Fact]
    public async Task Without_an_agent_it_says_that_nobody_takes_the_message_and_cleans_up()
    {
        var (exitCode, output, _) = await RunAsync("--e2e-timeout", "2s");

        exitCode.ShouldBe(1);
        output.ShouldContain("✗ agent: not loaded within 2 s: 1 message in dev-market-load-queue, and nobody takes it");
        output.ShouldContain("'sluice run'");
        output.ShouldContain("! clean-up: a message about the object may still be in the queue");
        await ShouldBeGoneAsync();
        await EmptyAsync();
    }

    [Fact]
    public async Task An_event_that_does_not_reach_the_queue_is_told_from_an_agent_that_is_not_there()
    {
        fixture.Cloud.Faults.Decide = request => request is { Service: SandboxService.Sqs, Operation: "SendMessage" } && request.Body.Contains("market-load-queue", StringComparison.Ordinal)
            ? Fault.Deny()
            : null;
        try
        {
            var (exitCode, output, _) = await RunAsync("--e2e-timeout", "2s");

            exitCode.ShouldBe(1);
            output.ShouldContain("✗ event: not loaded within 2 s, and no message came to dev-market-load-queue");
            output.ShouldContain("that rule dev-market-object-created is deployed and enabled, and whether dev-load-rule-dlq has the event");
            await ShouldBeGoneAsync();
        }
        finally
        {
            fixture.Cloud.Faults.Decide = null;
        }
    }

    [Fact]
    public async Task Where_the_last_agent_fell_silent_nothing_is_uploaded()
    {
        await ForgetAgentsAsync();
        await _bench.DoAsync("INSERT INTO sluice.agents (agent, at) VALUES ('gone:1', now64(3) - INTERVAL 5 MINUTE)");
        try
        {
            var (exitCode, output, _) = await SendAsync();

            exitCode.ShouldBe(1);
            output.ShouldContain("✗ agent: none of the 1 agents that the ledger has heard of said anything in the last minute; nothing was uploaded");
        }
        finally
        {
            await ForgetAgentsAsync();
        }
    }

    [Fact]
    public async Task Who_may_not_upload_is_told_the_permission_and_keeps_nothing()
    {
        await ForgetAgentsAsync();
        var (exitCode, output, _) = await _bench.AdminAsync("doctor", "--e2e");

        exitCode.ShouldBe(1);
        output.ShouldContain("is not authorized to perform: s3:PutObject");
        output.ShouldContain("--aws-profile");
        output.ShouldContain("✓ clean-up");
        await ShouldBeGoneAsync();
    }

    [Fact]
    public async Task Who_may_not_make_a_table_is_told_so()
    {
        await ForgetAgentsAsync();
        var (exitCode, output, _) = await _bench.RunAsync("doctor", "--e2e");

        exitCode.ShouldBe(1);
        output.ShouldContain("✗ table: loader cannot make market.sluice_doctor_");
        output.ShouldContain("name an administrator with --clickhouse-user");
        output.ShouldNotContain("clean-up");
    }

    [Fact]
    public async Task Cut_off_it_still_cleans_up()
    {
        await ForgetAgentsAsync();
        await using var doctor = SluiceProcess.Start(
            new Dictionary<string, string?> { ["SLUICE_ADMINISTRATOR_PASSWORD"] = fixture.Cloud.AdminPassword },
            "doctor", "--e2e", "--aws-profile", LocalCloud.OwnerProfile, "--clickhouse-user", fixture.Cloud.AdminUser, "--config", fixture.Cloud.ConfigPath);
        await doctor.SaysAsync("for an agent to load it");

        await doctor.SignalAsync("INT");
        await doctor.EndAsync();

        doctor.ExitCode.ShouldBe(130);
        doctor.Error.ShouldContain("Cancelled.");
        await ShouldBeGoneAsync();
        await EmptyAsync();
    }

    [Fact]
    public async Task Options_of_the_end_to_end_check_go_with_it()
    {
        var (exitCode, _, error) = await _bench.RunAsync("doctor", "--domain", "market");

        exitCode.ShouldBe(2);
        error.ShouldContain("--domain, --e2e-timeout and --aws-profile go with --e2e.");
    }

    private async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] more)
    {
        await ForgetAgentsAsync();
        return await SendAsync(more);
    }

    private Task<(int ExitCode, string Output, string Error)> SendAsync(params string[] more) =>
        _bench.AdminAsync(["doctor", "--e2e", "--domain", DoctorFixture.Domain, "--aws-profile", LocalCloud.OwnerProfile, .. more]);

    /// <summary>Those of other tests.</summary>
    private async Task ForgetAgentsAsync()
    {
        foreach (var statement in LedgerSchema.Create("sluice"))
        {
            await _bench.DoAsync(statement);
        }

        await _bench.DoAsync("TRUNCATE TABLE sluice.agents");
    }

    private async Task ShouldBeGoneAsync()
    {
        using var s3 = fixture.Cloud.CreateS3Client();
        ((await s3.ListObjectsV2Async(new() { BucketName = fixture.Cloud.Bucket, Prefix = "market/sluice_doctor_" }, Stop)).S3Objects ?? []).ShouldBeEmpty();
        (await _bench.SqlAsync("SHOW TABLES FROM market LIKE 'sluice_doctor_%'")).ShouldBeEmpty();
        (await _bench.SqlAsync("SELECT count() FROM sluice.loads WHERE table LIKE 'sluice_doctor_%'")).ShouldBe("0");
    }

    /// <summary>Takes out what nobody took, for the next test's sake.</summary>
    private async Task EmptyAsync()
    {
        using var sqs = fixture.Cloud.CreateSqsClient();
        var queue = fixture.Cloud.Queues[DoctorFixture.Domain];
        foreach (var message in (await sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { MaxNumberOfMessages = 10 }, Stop)).Messages ?? [])
        {
            await sqs.DeleteMessageAsync(queue, message.ReceiptHandle, Stop);
        }
    }
}
