using Sluice.ConsoleTests.Browser;
using Sluice.Telemetry;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

[Collection(typeof(ConsoleTests))]
[Trait("Category", "Integration")]
public sealed class StoryTests(ConsoleFixture console, ChromiumFixture chromium)
{
    [Fact]
    public async Task A_loaded_object_tells_its_attempt_with_the_time_of_each_stage()
    {
        var key = $"market/{await console.NewTableAsync("market")}/ds=2026-01-01/a b+c.parquet";
        await console.UploadAsync(key);
        await console.Agent.LoadsAsync(key);
        await using var open = await console.OpenAsync(PathOf(key));

        await Expect(open.Test("standing")).ToHaveTextAsync("loaded");
        await Expect(open.Test("timeline")).ToContainTextAsync("500 rows into market.");
        await Expect(open.Test("timeline")).ToContainTextAsync("The object was created");
        await Expect(open.Test("timeline")).ToContainTextAsync("queued ");
        await Expect(open.Test("stored")).ToContainTextAsync("ETag");
        open.Complaints.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_dead_letter_tells_how_the_file_fits_its_table_and_what_to_do()
    {
        var key = $"market/{await console.NewTableAsync("market")}/ds=2026-01-01/a.parquet";
        await console.UploadAsync(key, "SELECT 'x' || toString(number) AS id, number AS colour FROM numbers(900)");
        await console.Agent.SaysAsync(LogEvents.ObjectDeadLettered, key);
        await using var open = await console.OpenAsync(PathOf(key));

        await Expect(open.Test("standing")).ToHaveTextAsync("dead letter");
        await Expect(open.Test("summary")).ToContainTextAsync("E003");
        await Expect(open.Test("contract")).ToContainTextAsync("file String -> table UInt64");
        await Expect(open.Test("advice")).ToContainTextAsync("sluice dlq redrive");
    }

    [Fact]
    public async Task An_object_that_the_rule_refuses_says_why()
    {
        var key = $"market/{await console.NewTableAsync("market")}/ds=2026-01-01/tiny.parquet";
        await console.UploadAsync(key, [1, 2, 3]);
        await using var open = await console.OpenAsync(PathOf(key));

        await Expect(open.Test("standing")).ToHaveTextAsync("refused by rule");
        await Expect(open.Test("summary")).ToContainTextAsync("1,024");
    }

    [Fact]
    public async Task An_object_that_nobody_knows_says_so()
    {
        // The operators' profile may list the bucket, and so is told.
        await using var open = await console.OpenAsync(PathOf("market/nothing/ds=2026-01-01/nobody.parquet"));
        await Expect(open.Test("standing")).ToHaveTextAsync("never seen");
        await Expect(open.Test("stored")).ToContainTextAsync("Nothing is under this key now");
    }

    [Fact]
    public async Task Without_the_operators_profile_what_is_not_there_cannot_be_told_from_what_may_not_be_read()
    {
        await using var agent = await ConsoleAgent.StartAsync(console.Cloud, settings => settings with { AwsProfile = null }, DoorFixture.Apart);
        await using var open = await chromium.OpenAsync(agent.Url, "/objects/sandbox/nothing/ds=2026-01-01/nobody.parquet");
        await Expect(open.Test("standing")).ToHaveTextAsync("unknown");
    }

    [Fact]
    public async Task An_open_story_goes_on_by_itself()
    {
        var table = await console.NewTableAsync("market");
        var key = $"market/{table}/ds=2026-01-01/late.parquet";
        await using var open = await console.OpenAsync(PathOf(key));
        await Expect(open.Test("standing")).ToHaveTextAsync("never seen");

        await console.UploadAsync(key);
        await Expect(open.Test("standing")).ToHaveTextAsync("loaded");
    }

    private static string PathOf(string key) => "/objects/" + string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
}
