using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sluice.IntegrationTests.Cli;

/// <summary>The demo as a user runs it, and what it leaves behind.</summary>
[Trait("Category", "Integration")]
[Collection(typeof(DemoRuns))]
public sealed partial class DemoTests(LocalCloudFixture fixture) : IDisposable
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(20);

    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => _directory.Delete(recursive: true);

    [Fact]
    public async Task The_demo_loads_three_million_flights_and_loses_and_duplicates_none()
    {
        var (exitCode, output, error) = await SluiceProcess.RunAsync("demo", "--json");

        var lines = output.TrimEnd().Split('\n');
        lines.Length.ShouldBe(1, "exactly one line on stdout");
        var report = JsonDocument.Parse(lines[0]).RootElement;
        exitCode.ShouldBe(0, error);
        Number(report, "lost").ShouldBe(0);
        Number(report, "duplicated").ShouldBe(0);
        Number(report, "deadLettered").ShouldBe(0);
        Number(report, "loaded").ShouldBe(Number(report, "objects"));
        Number(report, "rowsLoaded").ShouldBe(Number(report, "rowsExpected"));
        Number(report.GetProperty("tables").GetProperty("analytics.flights"), "rowsLoaded").ShouldBe(3_000_000);
        report.GetProperty("seconds").GetDouble().ShouldBeGreaterThan(0);
        error.ShouldContain("Every row is in its table exactly once");
    }

    [Fact]
    public async Task A_tree_of_the_users_own_is_loaded_and_its_bad_files_are_named_with_what_to_do()
    {
        var good = await WriteAsync("market/ticks/ds=2026-01-01/good.parquet", "SELECT number AS n, if(number % 7 = 0, NULL, toString(number)) AS s FROM numbers(5000)");
        await WriteAsync("market/ticks/ds=2026-01-02/시세 a+b%20.parquet", "SELECT number AS n, toString(number) AS s FROM numbers(5000)");
        await WriteAsync("customer/orders/p/one.parquet", "SELECT number AS id, [number, 1] AS items, map('k', number) AS m FROM numbers(2000)");
        Put("market/ticks/ds=2026-01-03/truncated.parquet", good[..^200]);
        Put("product/broken/p/text.parquet", [.. Enumerable.Repeat((byte)'x', 3000)]);
        Put("market/ticks/ds=2026-01-04/\"quoted\".parquet", good);
        Put("market/ticks/ds=2026-01-05/tiny.parquet", new byte[100]);

        var (exitCode, output, error) = await SluiceProcess.RunAsync("demo", "--from", _directory.FullName, "--json");

        var report = JsonDocument.Parse(output).RootElement;
        exitCode.ShouldBe(1, error);
        (Number(report, "objects"), Number(report, "loaded"), Number(report, "deadLettered")).ShouldBe((6, 3, 3), error);
        (Number(report, "lost"), Number(report, "duplicated"), Number(report, "rowsLoaded")).ShouldBe((0, 0, 12000), error);
        error.ShouldContain("dead-lettered market/ticks/ds=2026-01-03/truncated.parquet: E002");
        error.ShouldContain("Write the object again as Parquet and upload it.");
        error.ShouldContain("dead-lettered market/ticks/ds=2026-01-04/\"quoted\".parquet: E001: the message is not JSON");
        error.ShouldContain("1 file is left out: the rule lets through only objects of more than 1024 bytes.");
    }

    [Fact]
    public async Task A_relative_path_a_link_and_variables_of_another_agent_change_nothing()
    {
        await WriteAsync("real/market/ticks/p/a.parquet", "SELECT number AS n, toString(number) AS s FROM numbers(3000)");
        Directory.CreateDirectory(Path.Combine(_directory.FullName, "tree/market/ticks/p"));
        File.CreateSymbolicLink(
            Path.Combine(_directory.FullName, "tree/market/ticks/p/linked.parquet"), Path.Combine(_directory.FullName, "real/market/ticks/p/a.parquet"));
        var relative = Path.GetRelativePath(Environment.CurrentDirectory, Path.Combine(_directory.FullName, "tree"));

        await using var demo = SluiceProcess.Start(
            new Dictionary<string, string?> { ["SLUICE__PIPELINE__MAXCONCURRENCY"] = "99" }, "demo", "--from", relative, "--json");
        await demo.EndAsync();

        demo.ExitCode.ShouldBe(0, demo.Error);
        Number(JsonDocument.Parse(demo.Output).RootElement, "rowsLoaded").ShouldBe(3000);
    }

    [Theory]
    [InlineData("KILL")]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task However_it_is_ended_it_leaves_no_process_and_no_directory(string signal)
    {
        await using var demo = SluiceProcess.Start("demo");
        await demo.SaysAsync(" s  loaded  ");
        var children = demo.Descendants();
        children.Count.ShouldBeGreaterThanOrEqualTo(4, "ClickHouse, the emulator, the reaper, the agent");
        var directory = children.SelectMany(Arguments).Select(argument => SandboxDirectory().Match(argument)).First(match => match.Success).Value;

        await demo.SignalAsync(signal);
        await demo.EndAsync();

        await GoneAsync(children, directory);
        if (signal != "KILL")
        {
            demo.ExitCode.ShouldBe(130);
        }
    }

    private async Task<byte[]> WriteAsync(string key, string sql)
    {
        var bytes = await Parquet.OfAsync(fixture.Cloud, sql);
        Put(key, bytes);
        return bytes;
    }

    private void Put(string key, byte[] bytes)
    {
        var path = Path.Combine(_directory.FullName, key);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, bytes);
    }

    private static long Number(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    [GeneratedRegex(@"^.*/sluice-sandbox-[^/]+")]
    private static partial Regex SandboxDirectory();

    private static string[] Arguments(int processId)
    {
        try
        {
            return File.ReadAllText($"/proc/{processId}/cmdline").Split('\0');
        }
        catch (IOException)
        {
            return [];
        }
    }

    private static async Task GoneAsync(IReadOnlyList<int> processes, string directory)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(_deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await timer.WaitForNextTickAsync(limit.Token))
        {
            if (!Directory.Exists(directory) && !processes.Any(id => Directory.Exists($"/proc/{id}")))
            {
                return;
            }
        }
    }
}

/// <summary>Demos run one after the other: each is a cloud of its own.</summary>
[CollectionDefinition]
public sealed class DemoRuns;
