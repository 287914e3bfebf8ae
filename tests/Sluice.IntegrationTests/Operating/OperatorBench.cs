using System.Text.Json;
using Amazon.S3.Model;
using Sluice.IntegrationTests.Cli;
using Sluice.IntegrationTests.Sandbox;
using Sluice.Ledger;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Operating;

/// <summary>What tests of operators' commands do around them: tables, ledger rows, objects that raise no message.</summary>
internal sealed class OperatorBench(LocalCloud cloud)
{
    // They list the bucket, or send to the load queues, which the agent may not
    private static readonly string[] _operatorsOnly = ["audit", "backfill", "replay"];

    public string Bucket => cloud.Bucket;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static string NewName(string stem = "t") => $"{stem}_{Guid.NewGuid():N}";

    /// <summary>Runs a command on the sandbox's configuration.</summary>
    public Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments) => WithAsync([], arguments);

    /// <summary>Runs a command as the administrator of ClickHouse.</summary>
    public Task<(int ExitCode, string Output, string Error)> AdminAsync(params string[] arguments) => WithAsync(
        new() { ["SLUICE_ADMINISTRATOR_PASSWORD"] = cloud.AdminPassword }, [.. arguments, "--clickhouse-user", cloud.AdminUser]);

    /// <summary>Runs a command with more environment variables.</summary>
    public async Task<(int ExitCode, string Output, string Error)> WithAsync(Dictionary<string, string?> environment, params string[] arguments)
    {
        if (_operatorsOnly.Contains(arguments[0]))
        {
            environment.TryAdd("SLUICE__AWS__PROFILE", LocalCloud.OperatorProfile);
        }

        await using var sluice = SluiceProcess.Start(environment, [.. arguments, "--config", cloud.ConfigPath]);
        await sluice.EndAsync();
        return (sluice.ExitCode, sluice.Output, sluice.Error);
    }

    /// <summary>The one line of JSON.</summary>
    public static JsonElement Json(string output) => JsonDocument.Parse(output.TrimEnd().Split('\n').ShouldHaveSingleItem()).RootElement;

    public Task<string> SqlAsync(string sql) => cloud.ClickHouse.AdminAsync(cloud, sql);

    /// <summary>Runs SQL that must succeed and say nothing.</summary>
    public async Task DoAsync(string sql) => (await SqlAsync(sql)).ShouldBeEmpty();

    public Task<string> ShowAsync(string table) => SqlAsync($"SHOW CREATE TABLE {table}");

    /// <summary>Uploads Parquet that is too small for the rule, so that no agent hears of it.</summary>
    public async Task<string> UploadAsync(string key, string query)
    {
        var bytes = await Parquet.OfAsync(cloud, query);
        bytes.Length.ShouldBeLessThanOrEqualTo(1024);
        return await UploadAsync(key, bytes);
    }

    public async Task<string> UploadAsync(string key, byte[] bytes)
    {
        using var s3 = cloud.CreateS3Client();
        var answer = await s3.PutObjectAsync(new PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(bytes) }, Stop);
        return answer.ETag.Trim('"');
    }

    /// <summary>Writes a row of the ledger, as an agent would have.</summary>
    /// <returns>The object version's identity.</returns>
    public async Task<string> KnowAsync(string key, string etag, string database, string table, string state, int rows = 0, string more = "", string moreValues = "")
    {
        foreach (var statement in LedgerSchema.Create("sluice"))
        {
            await DoAsync(statement);
        }

        var id = LoadId.Of(Bucket, key, etag).Value;
        await DoAsync(
            $"""
             INSERT INTO sluice.loads (load_id, bucket, key, etag, domain, database, table, partition, correlation_id, state, rows{more})
             VALUES ('{id}', '{Bucket}', '{key}', '{etag}', 'market', '{database}', '{table}', 'p', 'c', '{state}', {rows}{moreValues})
             """);
        return id;
    }

    public Task<string> LedgerAsync(string key, string columns = "state") =>
        SqlAsync($"SELECT {columns} FROM sluice.loads FINAL WHERE key = '{key}' ORDER BY etag");
}
