using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Sluice.IntegrationTests.Cli;

/// <summary>What a user meets at the command line: one plain sentence and an exit code that says what kind of problem it is.</summary>
[Trait("Category", "Integration")]
public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    public void Dispose() => _directory.Delete(recursive: true);

    [Theory]
    [InlineData(2, "bogus", "Unrecognized command or argument 'bogus'")]
    [InlineData(2, "demo --bogus", "'--bogus'")]
    [InlineData(2, "sandbox --port abc", "--port is abc: expected 1 to 65535")]
    [InlineData(2, "sandbox --port 70000", "--port is 70000: expected 1 to 65535")]
    [InlineData(3, "sandbox --template no-such.template.json", "The template no-such.template.json cannot be read: ")]
    [InlineData(3, "run --config no-such-file.json", "There is no configuration file no-such-file.json. Write one with 'sluice init'")]
    [InlineData(3, "demo --from no-such-directory", "There is no directory no-such-directory")]
    public async Task A_mistake_is_one_sentence_and_its_exit_code(int exitCode, string arguments, string sentence)
    {
        var (actual, output, error) = await SluiceProcess.RunAsync(arguments.Split(' '));

        actual.ShouldBe(exitCode);
        error.ShouldContain(sentence);
        error.ShouldNotContain("   at ", Case.Sensitive, "a stack trace helps nobody");
        output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("", "audit")]
    [InlineData("unload", "--ignore-views")]
    [InlineData("sandbox", "--template")]
    [InlineData("prepare", "--dry-run")]
    [InlineData("replay", "--error-code")]
    public async Task Help_is_help_also_where_an_argument_is_missing(string command, string mentioned)
    {
        var (exitCode, output, error) = await SluiceProcess.RunAsync([.. command.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"]);

        (exitCode, error).ShouldBe((0, ""));
        output.ShouldContain("Usage:");
        output.ShouldContain(mentioned);
    }

    [Fact]
    public async Task A_directory_without_Parquet_is_said_before_anything_starts()
    {
        File.WriteAllText(Path.Combine(_directory.FullName, "notes.txt"), "no data");

        var (exitCode, _, error) = await SluiceProcess.RunAsync("demo", "--from", _directory.FullName);

        (exitCode, error.Trim()).ShouldBe((3, $"{_directory.FullName} has no .parquet file. Expected <domain>/<table>/<partition>/*.parquet in it."));
    }

    [Fact]
    public async Task A_file_outside_of_every_domain_is_named()
    {
        Directory.CreateDirectory(Path.Combine(_directory.FullName, "sales/t/p"));
        File.WriteAllText(Path.Combine(_directory.FullName, "sales/t/p/a.parquet"), "");

        var (exitCode, _, error) = await SluiceProcess.RunAsync("demo", "--from", _directory.FullName);

        exitCode.ShouldBe(3);
        error.ShouldContain("1 file is not at <domain>/<table>/<partition>/*.parquet with domain one of analytics, customer, market, product and a table of letters, digits and underscores: sales/t/p/a.parquet.");
    }

    [Fact]
    public async Task The_sandbox_prints_one_line_with_the_keys_that_scripts_rely_on_and_a_configuration_that_run_accepts()
    {
        await using var sandbox = SluiceProcess.Start("sandbox", "--json");
        await sandbox.SaysAsync("Ctrl-C stops everything");

        var line = JsonDocument.Parse((await sandbox.LinesAsync(1)).ShouldHaveSingleItem()).RootElement;
        line.EnumerateObject().Select(property => property.Name).ShouldBe(
            ["aws", "clickhouse", "clickhouseTcp", "user", "password", "bucket", "region", "queues", "deadLetterQueues", "config"]);
        await using var agent = SluiceProcess.Start("run", "--config", line.GetProperty("config").GetString()!);
        await agent.SaysAsync("loads s3://data-pipeline-curated-dev");
        await agent.SignalAsync("TERM");
        await agent.EndAsync();
        agent.ExitCode.ShouldBe(0, agent.Error);

        await sandbox.SignalAsync("TERM");
        await sandbox.EndAsync();
        sandbox.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task A_port_in_use_is_said_with_what_to_do()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, _, error) = await SluiceProcess.RunAsync("sandbox", "--port", $"{port}");

        exitCode.ShouldBe(4);
        error.ShouldContain($"{port}");
        error.ShouldContain("in use");
        error.ShouldContain("--port");
    }

    [Fact]
    public async Task Without_Node_it_says_which_one_is_needed()
    {
        // A PATH with dotnet alone.
        File.CreateSymbolicLink(Path.Combine(_directory.FullName, "dotnet"), Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? DotnetPath());
        await using var sluice = SluiceProcess.Start(new Dictionary<string, string?> { ["PATH"] = _directory.FullName }, "sandbox");
        await sluice.EndAsync();

        sluice.ExitCode.ShouldBe(4);
        sluice.Error.ShouldContain("Node.js 20 or newer is needed");
        sluice.Descendants().ShouldBeEmpty();
    }

    [Fact]
    public async Task Init_writes_a_configuration_that_run_accepts_and_does_not_overwrite()
    {
        var path = Path.Combine(_directory.FullName, "sluice.json");

        (await SluiceProcess.RunAsync("init", "--output", path)).ExitCode.ShouldBe(0);
        Configuration.ConfigurationLoader.Load(path).Topology.Domains.Length.ShouldBe(4);
        using (JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(_directory.FullName, "sluice.schema.json"), TestContext.Current.CancellationToken)))
        {
        }

        var (exitCode, _, error) = await SluiceProcess.RunAsync("init", "--output", path);
        exitCode.ShouldBe(3);
        error.ShouldContain("is there already: choose another --output, or overwrite it with --force");
        (await SluiceProcess.RunAsync("init", "--output", path, "--force")).ExitCode.ShouldBe(0);
    }

    private static string DotnetPath() => Environment.GetEnvironmentVariable("PATH")!.Split(':')
        .Select(folder => Path.Combine(folder, "dotnet")).First(File.Exists);
}
