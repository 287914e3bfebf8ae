using System.Diagnostics;
using System.Text.Json;

namespace Sluice.DeploymentTests;

/// <summary>The published program, where there is nothing else.</summary>
[Trait("Category", "Integration")]
public sealed class PublishedTests(PublishedFixture published) : IClassFixture<PublishedFixture>
{
    [Fact]
    public async Task It_is_one_file_that_needs_no_NET_and_tells_version_and_commit()
    {
        Directory.EnumerateFiles(published.Output).Select(Path.GetFileName).ShouldBe(["sluice", "LICENSE", "NOTICE"], ignoreOrder: true);
        var alone = Path.Combine(published.Empty, "..", "alone");
        File.Copy(published.Program, alone);
        var info = new ProcessStartInfo(alone, ["--version"]) { WorkingDirectory = published.Empty };
        info.Environment.Clear();

        var version = await Tool.RunAsync(info);

        version.ExitCode.ShouldBe(0, version.Error);
        var commit = await Tool.RunAsync("git", "-C", Repository.Root, "rev-parse", "HEAD");
        version.Output.ShouldMatch($"^[0-9]+\\.[0-9]+\\.[0-9]+\\+{commit.Output}$");
    }

    [Fact]
    public async Task It_runs_the_demo()
    {
        var demo = await published.RunAsync("demo", "--json");

        demo.ExitCode.ShouldBe(0, demo.Error);
        var result = JsonDocument.Parse(demo.Output).RootElement;
        foreach (var figure in (string[])["lost", "duplicated", "deadLettered"])
        {
            result.GetProperty(figure).GetInt64().ShouldBe(0, figure);
        }

        result.GetProperty("loaded").GetInt32().ShouldBe(204);
        result.GetProperty("rowsLoaded").GetInt64().ShouldBe(result.GetProperty("rowsExpected").GetInt64());
        Directory.EnumerateFileSystemEntries(published.Empty).ShouldBeEmpty();
    }
}
