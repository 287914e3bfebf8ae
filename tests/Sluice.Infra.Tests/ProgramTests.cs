using System.Diagnostics;

namespace Sluice.Infra.Tests;

/// <summary>The app as the sandbox starts it: without the CDK CLI.</summary>
[Trait("Category", "Unit")]
public sealed class ProgramTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory().FullName;

    private static string Example => Path.Combine(AppContext.BaseDirectory, "sluice.json");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task It_writes_the_assembly_and_nothing_else_with_variables_over_the_file()
    {
        var (exitCode, output) = await Run(Example, ("SLUICE__maxReceiveCount", "7"));

        output.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        var ingest = CloudTemplate.Load(Path.Combine(_directory, "out", "dev-sluice-ingest.template.json"));
        var queue = ingest.Queue("dev-market-load-queue").Value["Properties"]!;
        ((int?)queue["RedrivePolicy"]!["maxReceiveCount"]).ShouldBe(7);
        Directory.GetFileSystemEntries(_directory).ShouldBe([Path.Combine(_directory, "out")], "something was left behind");
    }

    [Fact]
    public async Task With_every_option_on_it_prints_no_warning_either()
    {
        using var configuration = new TemporaryFile(SynthesizedPipelines.HardenedConfiguration("prod"));

        var (exitCode, output) = await Run(configuration.Path);

        output.ShouldBeEmpty();
        exitCode.ShouldBe(0);
        Directory.GetFiles(Path.Combine(_directory, "out"), "prod-sluice-*.template.json").Length.ShouldBe(5);
    }

    [Fact]
    public async Task A_missing_file_is_one_sentence()
    {
        var file = Path.Combine(_directory, "none.json");

        var (exitCode, output) = await Run(file);

        exitCode.ShouldBe(1);
        output.ShouldBe($"There is no configuration file {file}: name one with -c config=<file> or SLUICE_CONFIG.{Environment.NewLine}");
    }

    [Fact]
    public async Task Errors_are_a_line_each_and_no_file_is_written()
    {
        var (exitCode, output) = await Run(Example, ("SLUICE__account", "42"), ("SLUICE__maxReceiveCount", "many"));

        exitCode.ShouldBe(1);
        output.Split(Environment.NewLine).ShouldBe(
        [
            "maxReceiveCount is \"many\": expected a whole number",
            "account is \"42\": expected the 12 digits of an AWS account",
            "",
        ]);
        Directory.GetFiles(_directory, "*", SearchOption.AllDirectories).ShouldBeEmpty();
    }

    private async Task<(int ExitCode, string Output)> Run(string configuration, params (string Name, string Value)[] variables)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "sandbox", "infra", "Sluice.Infra.dll")])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            Environment =
            {
                ["CDK_OUTDIR"] = Path.Combine(_directory, "out"),
                ["SLUICE_CONFIG"] = configuration,
                ["TMPDIR"] = _directory,
            },
        };
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var cancellation = TestContext.Current.CancellationToken;
        var outputs = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(cancellation), process.StandardError.ReadToEndAsync(cancellation));
        await process.WaitForExitAsync(cancellation);
        return (process.ExitCode, string.Concat(outputs));
    }
}
