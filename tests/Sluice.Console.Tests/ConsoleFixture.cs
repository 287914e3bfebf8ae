using Sluice.ConsoleTests.Browser;
using Sluice.IntegrationTests;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Sandbox;

namespace Sluice.ConsoleTests;

/// <summary>One agent with an open console on the assembly's local cloud, and what tests do around it.</summary>
public sealed class ConsoleFixture(LocalCloudFixture cloud, ChromiumFixture chromium) : IAsyncLifetime
{
    private ConsoleAgent? _agent;

    internal LocalCloud Cloud => cloud.Cloud;

    internal ConsoleAgent Agent => _agent ?? throw new InvalidOperationException("The agent has not started.");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _agent = await ConsoleAgent.StartAsync(Cloud);
        await _agent.SaysAsync(402, "The ledger is ready");
    }

    public async ValueTask DisposeAsync()
    {
        if (_agent is not null)
        {
            await _agent.DisposeAsync();
        }
    }

    /// <summary>Opens a page of the console.</summary>
    internal Task<OpenPage> OpenAsync(string path = "/", Action<Microsoft.Playwright.BrowserNewContextOptions>? change = null) => chromium.OpenAsync(Agent.Url, path, change);

    /// <summary>A name that no other test uses.</summary>
    internal static string NewName(string stem = "t") => $"{stem}_{Guid.NewGuid():N}";

    internal Task<string> SqlAsync(string sql) => Cloud.ClickHouse.AdminAsync(Cloud, sql);

    /// <summary>Makes a table with a number and a text, and gives its name in the domain.</summary>
    internal async Task<string> NewTableAsync(string domain)
    {
        var table = NewName();
        (await SqlAsync($"CREATE TABLE {domain}.{table} (id UInt64, label String) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000")).ShouldBeEmpty();
        return table;
    }

    /// <summary>Uploads the result of a query as Parquet.</summary>
    internal async Task UploadAsync(string key, string query = "SELECT toUInt64(number) AS id, 'x' AS label FROM numbers(500)") => await UploadAsync(key, await Parquet.OfAsync(Cloud, query));

    internal async Task UploadAsync(string key, byte[] bytes)
    {
        using var s3 = Cloud.CreateS3Client();
        await s3.PutObjectAsync(new() { BucketName = Cloud.Bucket, Key = key, InputStream = new MemoryStream(bytes) }, Stop);
    }
}

/// <summary>The tests that share the agent.</summary>
[CollectionDefinition]
public sealed class ConsoleTests : ICollectionFixture<ConsoleFixture>;
