using System.Text.Json.Nodes;
using Sluice.Sandbox;
using Sluice.Sandbox.Faults;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Permissions;

/// <summary>What becomes of an agent whose policy lacks one action: it says so, and nothing is lost (R14).</summary>
[Trait("Category", "Security")]
public sealed class MissingActionTests(LocalCloudFixture fixture)
{
    private const int ReceiveFailed = 200, SettleFailed = 304;
    private const string Receive = "sqs:ReceiveMessage", Delete = "sqs:DeleteMessage", Delay = "sqs:ChangeMessageVisibility", Read = "s3:GetObject", Send = "sqs:SendMessage", Ask = "sqs:GetQueueAttributes";

    [Fact]
    public async Task No_action_of_the_policy_is_forgotten_here()
    {
        var identity = CloudWithout.TemplatesOf(fixture.Cloud).Single(file => file.EndsWith("identity.template.json", StringComparison.Ordinal));
        var template = JsonNode.Parse(await File.ReadAllTextAsync(identity, TestContext.Current.CancellationToken))!;

        CloudWithout.Statements(template).SelectMany(CloudWithout.Actions).ShouldBe([Receive, Delete, Delay, Read, Send, Ask], ignoreOrder: true);
    }

    [Fact]
    public async Task Without_ReceiveMessage_nothing_is_taken_and_the_log_says_why()
    {
        await using var without = await StartAsync(Receive);
        var agent = await without.Bench.StartAsync(CloudWithout.Domain);
        var table = await without.Bench.TableAsync(CloudWithout.Domain);
        var key = await without.Bench.UploadAsync(CloudWithout.Domain, table);

        await agent.SaysAsync(ReceiveFailed, "is not authorized to perform: sqs:receivemessage");

        (await without.Bench.WaitingAsync(CloudWithout.Domain)).Body.ShouldContain(key);
        (await without.Bench.CountAsync(CloudWithout.Domain, table)).ShouldBe("0");
        RefusedOnly(without.Cloud, Receive);
    }

    [Fact]
    public async Task Without_DeleteMessage_it_loads_once_and_the_message_stays()
    {
        await using var without = await StartAsync(Delete);
        var agent = await without.Bench.StartAsync(CloudWithout.Domain);
        var table = await without.Bench.TableAsync(CloudWithout.Domain);
        var key = await without.Bench.UploadAsync(CloudWithout.Domain, table);

        await agent.SaysAsync(SettleFailed, "is not authorized to perform: sqs:deletemessage");

        (await without.Bench.CountAsync(CloudWithout.Domain, table)).ShouldBe("500");
        (await without.Bench.SqlAsync($"SELECT state FROM sluice.loads FINAL WHERE key = '{key}'")).ShouldBe("loaded");
        (await without.Bench.MessagesAsync(CloudWithout.Domain)).ShouldBe(1);
        RefusedOnly(without.Cloud, Delete);
    }

    [Fact]
    public async Task Without_ChangeMessageVisibility_a_retry_comes_only_when_the_lease_is_over()
    {
        await using var without = await StartAsync(Delay);
        var agent = await without.Bench.StartAsync(CloudWithout.Domain, holdTimeout: TimeSpan.FromSeconds(1));
        var (table, busy) = (await without.Bench.TableAsync(CloudWithout.Domain), await without.Bench.TableAsync(CloudWithout.Domain));
        await agent.SaysAsync(LogEvents.ObjectLoaded, await without.Bench.UploadAsync(CloudWithout.Domain, table));

        without.Cloud.Faults.Decide = request => PermissionBench.Busy(request, busy);
        var key = await without.Bench.UploadAsync(CloudWithout.Domain, busy);
        await agent.SaysAsync(SettleFailed, "as RetryLater failed; its message comes back after the visibility timeout: User: ");

        (await without.Bench.MessagesAsync(CloudWithout.Domain)).ShouldBe(1);
        (await without.Bench.SqlAsync($"SELECT state FROM sluice.loads FINAL WHERE key = '{key}'")).ShouldBe("failed");
        RefusedOnly(without.Cloud, Delay);
    }

    [Fact]
    public async Task Without_GetObject_nothing_is_loaded_and_the_dead_letter_says_why()
    {
        await using var without = await StartAsync(Read);
        await without.Bench.StartAsync(CloudWithout.Domain);
        var table = await without.Bench.TableAsync(CloudWithout.Domain);

        var letter = await without.Bench.LetterAsync(CloudWithout.Domain, await without.Bench.UploadAsync(CloudWithout.Domain, table));

        letter.MessageAttributes["ErrorKind"].StringValue.ShouldBe("Permission");
        letter.MessageAttributes["Reason"].StringValue.ShouldContain("access to the object is denied");
        (await without.Bench.CountAsync(CloudWithout.Domain, table)).ShouldBe("0");
        RefusedOnly(without.Cloud, Read);
    }

    [Fact]
    public async Task Without_SendMessage_the_redrive_policy_takes_what_is_given_up()
    {
        await using var without = await StartAsync(Send);
        var agent = await without.Bench.StartAsync(CloudWithout.Domain);
        var table = await without.Bench.TableAsync(CloudWithout.Domain);
        var half = await without.Bench.UploadAsync(CloudWithout.Domain, table, isWhole: false);

        ((await without.Bench.LetterAsync(CloudWithout.Domain, half)).MessageAttributes ?? []).ShouldBeEmpty();

        await agent.SaysAsync(311, "is not authorized to perform: sqs:sendmessage");
        (await without.Bench.SqlAsync($"SELECT state, error_code FROM sluice.loads FINAL WHERE key = '{half}'")).ShouldBe("dead_lettered\tE002");
        RefusedOnly(without.Cloud, Send);
    }

    [Fact]
    public async Task Without_GetQueueAttributes_it_loads_and_does_not_know_how_many_messages_wait()
    {
        await using var without = await StartAsync(Ask);
        var agent = await without.Bench.StartAsync(CloudWithout.Domain);
        await agent.SaysAsync(207, "is not authorized to perform: sqs:getqueueattributes");
        var table = await without.Bench.TableAsync(CloudWithout.Domain);

        await agent.SaysAsync(LogEvents.ObjectLoaded, await without.Bench.UploadAsync(CloudWithout.Domain, table));

        (await without.Bench.CountAsync(CloudWithout.Domain, table)).ShouldBe("500");
        RefusedOnly(without.Cloud, Ask);
    }

    [Fact]
    public async Task Where_one_dead_letter_queue_takes_nothing_the_others_still_get_the_reason()
    {
        await using var cloud = await LocalCloud.StartAsync(
            new SandboxOptions { Domains = new Dictionary<string, DomainOptions> { ["market"] = new(), ["customer"] = new() } }, cancellationToken: TestContext.Current.CancellationToken);
        await using var bench = new PermissionBench(cloud);
        await bench.StartAsync(["market", "customer"]);
        cloud.Faults.Decide = request =>
            request is { Service: SandboxService.Sqs, Operation: "SendMessage" } && request.Body.Contains("market-load-dlq", StringComparison.Ordinal) ? Fault.Deny() : null;

        var refused = await bench.UploadAsync("market", await bench.TableAsync("market"), isWhole: false);
        ((await bench.LetterAsync("market", refused)).MessageAttributes ?? []).ShouldBeEmpty("SQS moved it");
        var sent = await bench.UploadAsync("customer", await bench.TableAsync("customer"), isWhole: false);
        (await bench.LetterAsync("customer", sent)).MessageAttributes["ErrorCode"].StringValue.ShouldBe("E002");
    }

    private Task<CloudWithout> StartAsync(string action) => CloudWithout.StartAsync(fixture.Cloud, action);

    private static void RefusedOnly(LocalCloud cloud, string action) =>
        cloud.Calls.Where(call => !call.IsAllowed).Select(call => call.Action).Distinct().ShouldBe([action]);
}
