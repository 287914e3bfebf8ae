using System.Diagnostics;

namespace Sluice.DeploymentTests;

/// <summary>What <c>dotnet publish</c> makes, as docs/install.md says.</summary>
public sealed class PublishedFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    internal string Output => Path.Combine(_directory.FullName, "published");

    /// <summary>A directory with nothing in it.</summary>
    internal string Empty => _directory.CreateSubdirectory("empty").FullName;

    internal string Program => Path.Combine(Output, "sluice");

    public async ValueTask InitializeAsync()
    {
        var published = await Tool.RunAsync("dotnet", "publish", Repository.PathOf("src", "Sluice.Cli"), "-p:PublishProfile=linux-x64", "-o", Output, "--nologo", "-v", "quiet");
        published.ExitCode.ShouldBe(0, published.Output + published.Error);
    }

    /// <summary>Runs it in the empty directory.</summary>
    internal Task<ToolResult> RunAsync(params string[] arguments)
    {
        var info = new ProcessStartInfo(Program, arguments) { WorkingDirectory = Empty };
        info.Environment.TryAdd("SLUICE_SANDBOX_MODULES", Repository.PathOf("sandbox", "node_modules"));
        return Tool.RunAsync(info);
    }

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }
}
