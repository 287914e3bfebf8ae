using Amazon.SQS.Model;
using Microsoft.Playwright;
using Sluice.ConsoleTests.Browser;
using Sluice.Telemetry;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

[Collection(typeof(ConsoleTests))]
[Trait("Category", "Integration")]
public sealed class DeadLettersTests(ConsoleFixture console, ChromiumFixture chromium)
{
    // A look into a queue takes as long as the queue takes to be empty
    private static readonly LocatorAssertionsToContainTextOptions _patiently = new() { Timeout = 30_000 };

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_letter_tells_its_reason_and_is_loaded_when_it_is_redriven_after_its_table_was_mended()
    {
        var table = await console.NewTableAsync("product");
        var key = await GivenUpAsync("product", table, "a.parquet");
        await using var open = await console.OpenAsync($"/dead-letters?domain=product&key=product/{table}/", options => options.ViewportSize = new ViewportSize { Width = 360, Height = 740 });

        await Expect(open.Page.Locator("[data-letter]")).ToContainTextAsync("E003", _patiently);
        await open.Page.GetByRole(AriaRole.Button, new() { Name = key }).FocusAsync();
        await open.Page.Keyboard.PressAsync("Enter");
        await Expect(open.Test("contract")).ToContainTextAsync("file String -> table UInt64", _patiently);
        await Expect(open.Test("expected")).ToContainTextAsync("would be refused again");
        await Expect(open.Test("remedy")).ToContainTextAsync("alter the table");
        await Expect(open.Test("body")).ToContainTextAsync($"\"key\": \"{key}\"");
        (await open.ScrollsSidewaysAsync()).ShouldBeFalse();
        await Expect(open.Test("story")).ToHaveAttributeAsync("href", $"/objects/{key.Replace("=", "%3D", StringComparison.Ordinal)}");

        (await console.SqlAsync($"DROP TABLE product.{table} SYNC")).ShouldBeEmpty();
        (await console.SqlAsync($"CREATE TABLE product.{table} (id String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000")).ShouldBeEmpty();
        await open.Test("redrive-one").ClickAsync();
        await Expect(open.Test("question")).ToContainTextAsync("goes back to its load queue");
        await open.Test("sure").ClickAsync();

        await Expect(open.Test("result")).ToContainTextAsync("1 dead letter went back to the load queue.", _patiently);
        await console.Agent.LoadsAsync(key);
        (await console.SqlAsync($"SELECT count() FROM product.{table}")).ShouldBe("900");
        await Expect(open.Test("empty")).ToContainTextAsync("No dead letter fits", _patiently);
        await console.Agent.SaysAsync(610, "console moved 1 dead letters of product");
        open.Complaints.ShouldBeEmpty();
        console.Agent.Complaints().ShouldBeEmpty();
    }

    [Fact]
    public async Task Several_are_purged_only_when_their_number_is_typed()
    {
        var table = await console.NewTableAsync("analytics");
        await GivenUpAsync("analytics", table, "a.parquet");
        await GivenUpAsync("analytics", table, "b.parquet");
        await using var open = await console.OpenAsync("/dead-letters?domain=analytics");
        await Expect(open.Test("total")).ToContainTextAsync("2 dead letters fit", _patiently);
        await Expect(open.Test("counts").Locator("[data-domain=analytics]")).ToContainTextAsync("2");

        await open.Test("purge-all").ClickAsync();
        await Expect(open.Test("question")).ToContainTextAsync("2 dead letters are deleted for good", _patiently);
        await Expect(open.Test("sure")).ToBeDisabledAsync();
        await open.Test("number").FillAsync("3");
        await Expect(open.Test("sure")).ToBeDisabledAsync();
        await open.Test("back").ClickAsync();
        await Expect(open.Test("question")).ToHaveCountAsync(0);
        await Expect(open.Page.Locator("[data-letter]")).ToHaveCountAsync(2);
        await open.Test("refresh").ClickAsync();
        await Expect(open.Test("looking")).ToHaveCountAsync(0, new() { Timeout = 30_000 });
        await Expect(open.Page.Locator("[data-letter]")).ToHaveCountAsync(2);

        await open.Test("select-page").ClickAsync();
        await open.Test("purge-selected").ClickAsync();
        await open.Test("number").FillAsync("2");
        await open.Test("sure").ClickAsync();

        await Expect(open.Test("result")).ToContainTextAsync("2 dead letters were deleted for good.", _patiently);
        await Expect(open.Test("empty")).ToContainTextAsync("No dead letter fits", _patiently);
        (await LettersAsync("analytics")).ShouldBe(0);
        await console.Agent.SaysAsync(611, "console deleted 2 dead letters of analytics for good");
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task Without_the_operators_permission_the_ledger_tells_and_nothing_can_be_done()
    {
        var table = await console.NewTableAsync("customer");
        var key = await GivenUpAsync("customer", table, "a.parquet");
        await using var agent = await ConsoleAgent.StartAsync(console.Cloud, settings => settings with { AwsProfile = null });
        await using var all = await chromium.OpenAsync(agent.Url, "/dead-letters");
        await Expect(all.Test("ledger")).ToContainTextAsync(key, _patiently);
        await Expect(all.Test("refused")).ToHaveCountAsync(1);
        await using var open = await chromium.OpenAsync(agent.Url, $"/dead-letters?domain=customer&key=customer/{table}/");

        await Expect(open.Test("refused")).ToContainTextAsync("SQS does not allow sqs:ReceiveMessage on dev-customer-load-dlq", _patiently);
        await Expect(open.Test("refused")).ToContainTextAsync("console.awsProfile");
        await Expect(open.Test("ledger")).ToContainTextAsync(key);
        await Expect(open.Test("redrive-all")).ToBeDisabledAsync();
        await Expect(open.Test("purge-all")).ToBeDisabledAsync();
        open.Complaints.ShouldBeEmpty();
        agent.Complaints().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_SQS_does_not_let_an_operator_do_is_said_in_a_sentence()
    {
        var table = await console.NewTableAsync("market");
        var key = await GivenUpAsync("market", table, "a.parquet");
        await using var open = await console.OpenAsync($"/dead-letters?domain=market&key={key}");
        await Expect(open.Page.Locator("[data-letter]")).ToHaveCountAsync(1, new() { Timeout = 30_000 });
        console.Cloud.Faults.Decide = request =>
            request is { Service: Sandbox.Faults.SandboxService.Sqs, Operation: "SendMessageBatch" } ? Sandbox.Faults.Fault.Deny() : null;
        try
        {
            await open.Test("redrive-all").ClickAsync();
            await Expect(open.Test("question")).ToBeVisibleAsync(new() { Timeout = 30_000 });
            await open.Test("sure").ClickAsync();
            await Expect(open.Test("result")).ToContainTextAsync("SQS does not allow sqs:SendMessage", _patiently);
        }
        finally
        {
            console.Cloud.Faults.Decide = null;
        }

        await Expect(open.Test("result")).ToContainTextAsync("0 dead letters went back");
        await Expect(open.Page.Locator("[data-letter]")).ToHaveCountAsync(1);
        await console.Agent.SaysAsync(612, "console could not redrive all dead letters of market");
    }

    /// <summary>Uploads an object that does not fit its table, and waits until it was given up.</summary>
    private async Task<string> GivenUpAsync(string domain, string table, string name)
    {
        var key = $"{domain}/{table}/ds=2026-01-01/{name}";
        await console.UploadAsync(key, "SELECT 'x' || toString(number) AS id FROM numbers(900)");
        await console.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key);
        return key;
    }

    private async Task<int> LettersAsync(string domain)
    {
        using var sqs = console.Cloud.CreateSqsClient();
        var answer = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(console.Cloud.DeadLetterQueues[domain], ["All"]), Stop);
        return answer.ApproximateNumberOfMessages + answer.ApproximateNumberOfMessagesNotVisible;
    }
}
