using System.Globalization;
using System.Text.RegularExpressions;

namespace Sluice.DeploymentTests;

/// <summary>What systemd's own tools say of the unit.</summary>
[Trait("Category", "Integration")]
public sealed partial class SystemdUnitTests
{
    private const string Program = "/usr/bin/sluice";

    private static string Unit => Repository.Read("deploy", "systemd", "sluice.service");

    [Fact]
    public async Task Systemd_takes_every_line()
    {
        Unit.ShouldContain($"ExecStart={Program} run --config /etc/sluice/sluice.json\n");
        var verified = await WithUnitAsync(Unit.Replace(Program, "/bin/true", StringComparison.Ordinal), unit => Tool.RunAsync("systemd-analyze", "verify", unit));
        (verified.Output + verified.Error).ShouldBeEmpty();
        verified.ExitCode.ShouldBe(0);
    }

    [Fact]
    public async Task Its_exposure_is_low()
    {
        var judged = await WithUnitAsync(Unit, unit => Tool.RunAsync("systemd-analyze", "security", "--offline=yes", "--no-pager", unit));
        var level = double.Parse(Exposure().Match(judged.Output).Groups[1].Value, CultureInfo.InvariantCulture);
        level.ShouldBeLessThanOrEqualTo(1.5, judged.Output);
    }

    [Fact]
    public void It_has_time_to_stop_and_no_secret() =>
        (Unit.Contains("\nTimeoutStopSec=90\n", StringComparison.Ordinal), Unit.Contains("PASSWORD=", StringComparison.Ordinal), Unit.Contains("\nRestartPreventExitStatus=2 3\n", StringComparison.Ordinal))
            .ShouldBe((true, false, true));

    [Fact]
    public void It_waits_for_the_agents_own_word_however_long_and_for_its_signs_of_life()
    {
        foreach (var line in new[] { "Type=notify", "NotifyAccess=main", "TimeoutStartSec=infinity", "WatchdogSec=60" })
        {
            Unit.ShouldContain($"\n{line}\n");
        }

        Repository.Read("docs", "install.md").ShouldContain("a sign of life every 30 s while its loops live. One that hangs is ended after 60 s");
    }

    private static async Task<ToolResult> WithUnitAsync(string text, Func<string, Task<ToolResult>> judge)
    {
        var directory = Directory.CreateTempSubdirectory("sluice-test-");
        try
        {
            var path = Path.Combine(directory.FullName, "sluice.service");
            await File.WriteAllTextAsync(path, text, TestContext.Current.CancellationToken);
            return await judge(path);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [GeneratedRegex(@"Overall exposure level for sluice\.service: ([0-9.]+)")]
    private static partial Regex Exposure();
}
