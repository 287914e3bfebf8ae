using Sluice.Sandbox;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Permissions;

/// <summary>The agent with the four permissions of the specification and none of the optional ones (R14).</summary>
[Trait("Category", "Security")]
public sealed class StrictPermissionTests(StrictPermissionTests.StrictCloud fixture) : IClassFixture<StrictPermissionTests.StrictCloud>
{
    [Fact]
    public async Task It_loads_tries_again_and_leaves_dead_letters_to_the_redrive_policy_with_the_reason_in_the_ledger()
    {
        await using var bench = new PermissionBench(fixture.Cloud);
        var agent = await bench.StartAsync("market", holdTimeout: TimeSpan.FromSeconds(1));
        var (table, busy) = (await bench.TableAsync("market"), await bench.TableAsync("market"));

        await agent.SaysAsync(LogEvents.ObjectLoaded, await bench.UploadAsync("market", table));

        bench.Cloud.Faults.Decide = request => PermissionBench.Busy(request, busy);
        var retried = await bench.UploadAsync("market", busy);
        await agent.SaysAsync(LogEvents.ObjectRetried, retried);
        bench.Cloud.Faults.Decide = null;
        (await agent.SettlesAsync(retried)).Values["Attempt"].ShouldBe(2);

        var half = await bench.UploadAsync("market", table, isWhole: false);
        var letter = await bench.LetterAsync("market", half);

        (letter.MessageAttributes ?? []).ShouldBeEmpty("SQS moved it");
        await agent.SaysAsync(311, "is not authorized to perform: sqs:sendmessage on resource: arn:aws:sqs:us-east-1:000000000000:dev-market-load-dlq");
        (await bench.SqlAsync($"SELECT state, error_code FROM sluice.loads FINAL WHERE key = '{half}'")).ShouldBe("dead_lettered\tE002");
        (await bench.CountAsync("market", table)).ShouldBe("500");
        (await bench.CountAsync("market", busy)).ShouldBe("500");
        bench.Cloud.Calls.Where(call => !call.IsAllowed).Select(call => call.Action).Distinct().ShouldBe(["sqs:GetQueueAttributes", "sqs:SendMessage"], ignoreOrder: true);
    }

    /// <summary>Without the optional statements.</summary>
    public sealed class StrictCloud : LocalCloudFixture
    {
        private protected override SandboxOptions Options => new()
        {
            Domains = new Dictionary<string, DomainOptions> { ["market"] = new() },
            Infrastructure = new() { AgentReadsQueueDepth = false, AgentSendsDeadLetters = false },
            RecordCalls = true,
        };
    }
}
