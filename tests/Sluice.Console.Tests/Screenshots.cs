using Microsoft.Playwright;
using Sluice.ConsoleTests.Browser;
using Sluice.IntegrationTests;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;
using static Microsoft.Playwright.Assertions;

namespace Sluice.ConsoleTests;

/// <summary>
/// Takes the pictures of the documentation, when asked to: <c>--explicit only --filter-class '*.Screenshots'</c>. Their data is an hour of an imagined pipeline, and real loads.
/// </summary>
[Trait("Category", "Pictures")]
public sealed class Screenshots(ChromiumFixture chromium)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact(Explicit = true)]
    public async Task Pages_in_light_and_dark_and_on_a_narrow_screen()
    {
        await using var cloud = await LocalCloud.StartAsync(new SandboxOptions(), cancellationToken: Stop);
        await using var agent = await ConsoleAgent.StartAsync(cloud);
        await agent.SaysAsync(402, "The ledger is ready");
        (await ImagineAsync(cloud)).ShouldBeEmpty();
        var wrong = await LoadAsync(cloud, agent);

        await TakeAsync(agent, "console-overview", "/", "figures");
        await TakeAsync(agent, "console-overview-dark", "/", "figures", options => options.ColorScheme = ColorScheme.Dark);
        await TakeAsync(agent, "console-overview-narrow", "/", "figures", options => options.ViewportSize = new ViewportSize { Width = 360, Height = 740 });
        await TakeAsync(agent, "console-objects", "/objects", "total");
        await TakeAsync(agent, "console-objects-dark", "/objects", "total", options => options.ColorScheme = ColorScheme.Dark);
        await TakeAsync(agent, "console-story", $"/objects/{wrong}", "timeline");
        await TakeAsync(agent, "console-dead-letters", "/dead-letters", "contract", before: OpenLetterAsync);
        await TakeAsync(agent, "console-dead-letters-dark", "/dead-letters", "contract", options => options.ColorScheme = ColorScheme.Dark, OpenLetterAsync);
        await TakeAsync(agent, "console-dead-letters-narrow", "/dead-letters", "total", options => options.ViewportSize = new ViewportSize { Width = 360, Height = 740 });
        await TakeAsync(agent, "console-tables", "/tables?table=market.trades", "columns");
        await TakeAsync(agent, "console-agents", "/agents", "state");
        await TakeAsync(agent, "console-story-narrow", $"/objects/{wrong}", "timeline", options => options.ViewportSize = new ViewportSize { Width = 360, Height = 740 });
    }

    private async Task TakeAsync(ConsoleAgent agent, string name, string path, string part, Action<BrowserNewContextOptions>? change = null, Func<OpenPage, Task>? before = null)
    {
        await using var open = await chromium.OpenAsync(agent.Url, path, change);
        await (before?.Invoke(open) ?? Task.CompletedTask);
        await Expect(open.Test(part)).ToBeVisibleAsync();
        var bytes = await open.Page.ScreenshotAsync(new() { Path = Path.Combine(Images(), $"{name}.png") });
        bytes.Length.ShouldBeLessThan(300_000);
        open.Complaints.ShouldBeEmpty();
    }

    private static Task OpenLetterAsync(OpenPage open) => open.Page.GetByRole(AriaRole.Button, new() { Name = "part-00001.parquet" }).ClickAsync();

    private static string Images()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Sluice.slnx")))
        {
            folder = folder.Parent;
        }

        return Directory.CreateDirectory(Path.Combine(folder!.FullName, "docs", "images")).FullName;
    }

    /// <summary>Loads a few objects, and gives the key of one that does not fit its table.</summary>
    private static async Task<string> LoadAsync(LocalCloud cloud, ConsoleAgent agent)
    {
        using var s3 = cloud.CreateS3Client();
        foreach (var (domain, table, rows) in new[] { ("customer", "accounts", 3000), ("product", "items", 1200), ("analytics", "events", 9000), ("market", "trades", 5000) })
        {
            await cloud.ClickHouse.AdminAsync(
                cloud, $"CREATE TABLE {domain}.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000");
            await UploadAsync($"{domain}/{table}/ds=2026-01-31/part-00000.parquet", $"SELECT toUInt64(number) AS id, 'x' || toString(number) AS label FROM numbers({rows})");
        }

        await agent.LoadsAsync("market/trades/ds=2026-01-31/part-00000.parquet");
        const string wrong = "market/trades/ds=2026-01-31/part-00001.parquet";
        await UploadAsync(wrong, "SELECT 'T-' || toString(number) AS id, number AS venue FROM numbers(5000)");
        await agent.SaysAsync(Telemetry.LogEvents.ObjectDeadLettered, wrong);

        const string text = "customer/accounts/ds=2026-01-31/accounts.parquet";
        await s3.PutObjectAsync(new() { BucketName = cloud.Bucket, Key = text, ContentBody = string.Concat(Enumerable.Repeat("id;amount;created_at\n", 100)) }, Stop);
        await agent.SaysAsync(Telemetry.LogEvents.ObjectDeadLettered, text);
        await cloud.ClickHouse.AdminAsync(cloud, "CREATE TABLE product.reviews (id UInt64, stars UInt8) ENGINE = MergeTree ORDER BY id");
        return wrong;

        async Task UploadAsync(string key, string query) => await s3.PutObjectAsync(
            new() { BucketName = cloud.Bucket, Key = key, InputStream = new MemoryStream(await Parquet.OfAsync(cloud, query)) }, Stop);
    }

    /// <summary>An hour of loads, in the history alone.</summary>
    private static Task<string> ImagineAsync(LocalCloud cloud) => cloud.ClickHouse.AdminAsync(
        cloud,
        $"""
         INSERT INTO sluice.attempts (at, load_id, bucket, key, domain, database, table, attempt, message_id, outcome, rows, queued_ms, load_ms, settle_ms, latency_ms, agent)
         SELECT now64(3) - toIntervalMillisecond(intHash32(number) % 3540000 + 60000), hex(number), '{cloud.Bucket}', 'k' || toString(number), d, d, 't', 1, toString(number),
                if(intHash32(number + 7) % 97 = 0, 'RetryLater', 'Loaded'), 20000 + intHash32(number + 3) % 90000, 400, 900, 12, 900 + intHash32(number + 5) % 2600, 'loader-1:4711'
         FROM (SELECT number, ['market', 'market', 'market', 'market', 'market', 'customer', 'customer', 'product', 'analytics'][number % 9 + 1] AS d FROM numbers(1800))
         """);
}
