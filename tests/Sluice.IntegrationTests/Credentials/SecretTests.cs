using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Sluice.IntegrationTests.Cli;
using Sluice.IntegrationTests.Operating;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Sandbox;
using Sluice.Sandbox.Credentials;
using Sluice.Sandbox.Faults;

namespace Sluice.IntegrationTests.Credentials;

/// <summary>
/// No secret leaves its place (R15): real agents load, fail to load, and are refused, on a ClickHouse that logs all that it can, and then everything that
/// was written anywhere is searched. A process's environment and the files that hold secrets are where secrets may be.
/// </summary>
[Trait("Category", "Security")]
[Collection(typeof(CredentialTests))]
public sealed class SecretTests(CredentialCloud fixture) : IAsyncDisposable
{
    private static readonly string[] _secretFiles = ["aws-credentials", "loader.password", "config.xml", "users.xml"];

    private readonly CredentialBench _bench = new(fixture.Cloud);
    private readonly Dictionary<string, string> _secrets = [];
    private readonly Dictionary<string, string> _written = [];
    private string _wide = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LocalCloud Cloud => fixture.Cloud;

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Fact]
    public async Task No_secret_is_written_anywhere()
    {
        _secrets["the loader's password"] = Cloud.LoaderPassword;
        await LoadAsync();
        await BeRefusedByS3Async();
        await BeRefusedByClickHouseAsync();

        await CollectTablesAsync();
        _secrets.Count.ShouldBe(6);
        foreach (var (where, text) in _written)
        {
            foreach (var (secret, value) in _secrets)
            {
                text.Contains(value, StringComparison.Ordinal).ShouldBeFalse($"{secret} is in {where}: …{Around(text, value)}…");
            }
        }

        (await FilesWithSecretsAsync()).ShouldBeEmpty();
        (await _bench.CountAsync(_wide)).ShouldBe("2", "the statement that is too long for the server's defaults was parsed");
    }

    /// <summary>One agent: an object that loads, one of a table so wide that its statement exceeds the server's usual limit, and one that is no Parquet.</summary>
    private async Task LoadAsync()
    {
        WriteProfile(_bench.NewKey(), "working");
        var (table, wide) = (await _bench.TableAsync(), await WideTableAsync());
        Cloud.Faults.Decide = request => request is { Service: SandboxService.S3, Operation: "GET" } && request.Target.Contains("watched", StringComparison.Ordinal)
            ? Fault.Of(WatchAsync)
            : null;
        await using var agent = Start("working", []);
        await agent.SaysAsync("AWS identity");
        await agent.SaysAsync("The ledger is ready");

        await _bench.UploadAsync(table, "watched");
        await agent.SaysAsync($"/{table}/p/watched.parquet into");
        await _bench.Sql.UploadAsync($"market/{wide}/p/a.parquet", await Parquet.OfAsync(Cloud, $"SELECT * FROM market.{wide}"));
        await agent.SaysAsync($"/{wide}/p/a.parquet");
        await _bench.Sql.UploadAsync($"market/{table}/p/text.parquet", Encoding.UTF8.GetBytes(new string('x', 2000)));
        await agent.SaysAsync("text.parquet cannot be loaded");
        await CollectDeadLettersAsync("text.parquet");
        await EndAsync("the agent that works", agent);

        _written.Keys.ShouldContain("system.processes while ClickHouse reads S3");
        _wide = wide;
    }

    /// <summary>One whose key S3 does not know.</summary>
    private async Task BeRefusedByS3Async()
    {
        var key = _bench.NewKey();
        WriteProfile(key, "refused");
        Cloud.AccessKeys.Set(key, AccessKeyState.Revoked, SandboxService.S3);
        await using var agent = Start("refused", []);
        await agent.SaysAsync("The ledger is ready");

        var table = await _bench.TableAsync();
        await _bench.UploadAsync(table, "unreadable");
        await agent.SaysAsync($"/{table}/p/unreadable.parquet");
        Cloud.AccessKeys.Set(key, AccessKeyState.Expired);
        await agent.SaysAsync("AWS refuses access key");
        await EndAsync("the agent that S3 and SQS refuse", agent);
    }

    /// <summary>One with another password than the user's.</summary>
    private async Task BeRefusedByClickHouseAsync()
    {
        _secrets["the wrong password"] = $"wrong{Guid.NewGuid():N}";
        await using var agent = Start("password", new() { ["SLUICE__CLICKHOUSE__PASSWORD"] = _secrets["the wrong password"] });
        await agent.SaysAsync("The ledger cannot be prepared");
        await EndAsync("the agent that ClickHouse refuses", agent);
    }

    private void WriteProfile(string key, string kind)
    {
        var (secret, token) = ($"secret{Guid.NewGuid():N}", $"token{Guid.NewGuid():N}");
        (_secrets[$"the {kind} secret access key"], _secrets[$"the {kind} session token"]) = (secret, token);
        _bench.Profile.Write(key, secret, token);
    }

    private SluiceProcess Start(string name, Dictionary<string, string?> environment)
    {
        var config = JsonNode.Parse(File.ReadAllText(Cloud.ConfigPath))!;
        config["aws"]!["profile"] = AgentProfile.Name;
        config["aws"]!["profilesLocation"] = _bench.Profile.Path;
        if (environment.ContainsKey("SLUICE__CLICKHOUSE__PASSWORD"))
        {
            config["clickHouse"]!.AsObject().Remove("passwordFile");
        }

        var path = _bench.Profile.In($"{name}.json");
        File.WriteAllText(path, config.ToJsonString());
        _written[$"the configuration of {name}"] = File.ReadAllText(path);
        return SluiceProcess.Start(environment, "run", "--config", path, "--json", "--verbose");
    }

    private async Task EndAsync(string name, SluiceProcess agent)
    {
        int[] processes = [agent.Id, .. agent.Descendants(), .. Cloud.ProcessIds];
        foreach (var id in processes)
        {
            _written[$"the arguments of process {id}"] = await File.ReadAllTextAsync($"/proc/{id}/cmdline", Stop);
        }

        await agent.SignalAsync("TERM");
        await agent.EndAsync();
        _written[name] = agent.Output + agent.Error;
        _written[name].Length.ShouldBeGreaterThan(100);
    }

    private async Task WatchAsync(FaultyCall call)
    {
        var processes = await _bench.Sql.SqlAsync("SELECT * FROM system.processes FORMAT JSONEachRow");
        processes.ShouldContain("[HIDDEN]", Case.Sensitive, "the statement that reads is among them");
        _written["system.processes while ClickHouse reads S3"] = processes;
        await call.ForwardAsync();
        await call.AnswerAsync();
    }

    /// <summary>A column list of 280 KB in the INSERT, whose two lists are of the columns.</summary>
    private async Task<string> WideTableAsync()
    {
        var table = OperatorBench.NewName();
        var columns = Enumerable.Range(0, 1400).Select(n => $"{new string('c', 95)}{n} UInt8");
        await _bench.Sql.DoAsync($"CREATE TABLE market.{table} ({string.Join(", ", columns)}) ENGINE = MergeTree ORDER BY tuple() {AgentFixture.Window}");
        await _bench.Sql.DoAsync($"INSERT INTO market.{table} ({new string('c', 95)}0) VALUES (1)");
        return table;
    }

    private async Task CollectTablesAsync()
    {
        await _bench.Sql.DoAsync("SYSTEM FLUSH LOGS");
        var tables = await _bench.Sql.SqlAsync(
            """
            SELECT concat(database, '.', name) FROM system.tables
            WHERE database = 'sluice' OR (database = 'system' AND (name LIKE '%\_log' OR name IN ('errors', 'processes', 'warnings', 'named_collections', 'tables', 'mutations')))
            """);
        foreach (var table in tables.Split('\n'))
        {
            _written[table] = await _bench.Sql.SqlAsync($"SELECT * FROM {table} FORMAT JSONEachRow");
        }

        _written["sluice.loads"].ShouldContain("unreadable", Case.Sensitive, "the ledger knows of the failed load");
        _written["system.query_log"].ShouldContain("[HIDDEN]", Case.Sensitive, "the statements are there");
    }

    private async Task CollectDeadLettersAsync(string expected)
    {
        using var sqs = Cloud.CreateSqsClient();
        var (queue, read) = (Cloud.DeadLetterQueues[CredentialBench.Domain], new StringBuilder());
        while (!read.ToString().Contains(expected, StringComparison.Ordinal))
        {
            var answer = await sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(queue) { MaxNumberOfMessages = 10, WaitTimeSeconds = 5, MessageAttributeNames = ["All"] }, Stop);
            foreach (var message in answer.Messages ?? [])
            {
                read.AppendLine(message.Body);
                read.AppendJoin('\n', (message.MessageAttributes ?? []).Select(attribute => $"{attribute.Key}={attribute.Value.StringValue}"));
            }
        }

        _written["the dead letters"] = read.ToString();
    }

    /// <summary>ClickHouse's logs, its data, and whatever else is in the sandbox's directory.</summary>
    private async Task<IReadOnlyList<string>> FilesWithSecretsAsync()
    {
        var patterns = _bench.Profile.In("patterns");
        await File.WriteAllLinesAsync(patterns, _secrets.Values, Stop);
        var info = new ProcessStartInfo("grep", ["-rlaF", "-f", patterns, Cloud.Directory]) { RedirectStandardOutput = true };
        using var grep = Process.Start(info)!;
        var found = await grep.StandardOutput.ReadToEndAsync(Stop);
        await grep.WaitForExitAsync(Stop);
        new FileInfo(Path.Combine(Cloud.Directory, "clickhouse", "server.log")).Length.ShouldBeGreaterThan(100_000, "the server logs what it does");
        var files = found.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        files.ShouldContain(file => file.EndsWith("loader.password"), "the search finds what there is to find");
        return [.. files.Where(file => !_secretFiles.Contains(Path.GetFileName(file)))];
    }

    private static string Around(string text, string value)
    {
        var at = text.IndexOf(value, StringComparison.Ordinal);
        return at < 0 ? "" : text[Math.Max(0, at - 200)..Math.Min(text.Length, at + value.Length + 50)];
    }
}
