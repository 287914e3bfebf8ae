using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Sluice.Sandbox;
using Sluice.Sandbox.Processes;
using Sluice.Sandbox.Provisioning;

namespace Sluice.IntegrationTests.Sandbox;

[Trait("Category", "Integration")]
public sealed class LocalCloudTests(LocalCloudFixture fixture)
{
    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task An_owner_that_is_killed_leaves_no_process_and_no_directory()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(_deadline);
        using var owner = Process.Start(
            new ProcessStartInfo("dotnet", ["exec", typeof(LocalCloud).Assembly.Location, "stand"])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
            })!;
        var line = await owner.StandardOutput.ReadLineAsync(limit.Token);
        using var standing = JsonDocument.Parse(line!);
        var directory = standing.RootElement.GetProperty("Directory").GetString();
        var children = standing.RootElement.GetProperty("ProcessIds").EnumerateArray().Select(id => id.GetInt32()).ToList();
        children.Count.ShouldBe(3);
        Directory.Exists(directory).ShouldBeTrue();

        owner.Kill(entireProcessTree: false);

        while (children.Any(IsRunning) || Directory.Exists(directory))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, limit.Token);
        }
    }

    [Fact]
    public async Task A_port_in_use_is_said_before_anything_starts()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var refusal = await Should.ThrowAsync<SandboxException>(() => LocalCloud.StartAsync(new SandboxOptions { Port = port }));

        refusal.Message.ShouldBe($"port {port} is already in use; choose another with --port");
    }

    [Fact]
    public async Task A_start_that_is_cancelled_half_way_leaves_its_ports_free()
    {
        using var cancel = new CancellationTokenSource();
        var ports = LoopbackPort.Find(0, 0, 0);
        var options = new SandboxOptions { Port = ports[0], ClickHouseHttpPort = ports[1], ClickHouseTcpPort = ports[2] };
        var progress = new CancelWhen("S3 and SQS answer", cancel);

        await Should.ThrowAsync<OperationCanceledException>(() => LocalCloud.StartAsync(options, progress, cancel.Token));

        LoopbackPort.Find(ports).ShouldBe(ports);
    }

    [Fact]
    public async Task A_server_that_cannot_start_says_why_in_one_sentence()
    {
        var options = new SandboxOptions { LoaderGrants = ["GRANT NONSENSE ON *.*"] };

        var refusal = await Should.ThrowAsync<SandboxException>(() => LocalCloud.StartAsync(options));

        refusal.Message.ShouldStartWith("ClickHouse ended while it started: ");
        refusal.Message.ShouldContain("Failed to parse grant query");
        refusal.Message.ShouldNotContain("\n");
    }

    [Fact]
    public async Task A_CDK_app_that_fails_says_why_in_one_sentence()
    {
        var directory = Directory.CreateTempSubdirectory().FullName;
        await using (var reaper = Reaper.Start(directory))
        {
            var refusal = await Should.ThrowAsync<SandboxException>(() => TemplateSynthesizer.SynthesizeAsync(
                Path.Combine(directory, "missing.json"), directory, reaper, TestContext.Current.CancellationToken));

            refusal.Message.ShouldStartWith("The CDK app could not write the templates: ");
            refusal.Message.ShouldContain("missing.json");
        }

        Directory.Exists(directory).ShouldBeFalse("the reaper removes the directory");
    }

    [Fact]
    public void Secrets_are_for_their_owner_alone()
    {
        var cloud = fixture.Cloud;
        new DirectoryInfo(cloud.Directory).UnixFileMode.ShouldBe(
            UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in (string[])["sluice.json", "aws-credentials", "loader.password", "clickhouse/users.xml"])
        {
            new FileInfo(Path.Combine(cloud.Directory, file)).UnixFileMode.ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
    }

    [Fact]
    public void The_configuration_names_the_endpoints_and_the_secrets_files()
    {
        var cloud = fixture.Cloud;
        using var config = JsonDocument.Parse(File.ReadAllText(cloud.ConfigPath));
        var aws = config.RootElement.GetProperty("aws");
        var clickHouse = config.RootElement.GetProperty("clickHouse");

        aws.GetProperty("serviceUrl").GetString().ShouldBe($"http://127.0.0.1:{cloud.AwsEndpoint.Port}");
        File.ReadAllText(aws.GetProperty("profilesLocation").GetString()!).ShouldContain($"[{aws.GetProperty("profile")}]");
        clickHouse.GetProperty("endpoint").GetString().ShouldBe($"http://127.0.0.1:{cloud.ClickHouseHttpEndpoint.Port}");
        File.ReadAllText(clickHouse.GetProperty("passwordFile").GetString()!).ShouldBe(cloud.LoaderPassword);
        config.RootElement.GetProperty("domains").GetProperty("market").GetProperty("priority").GetString().ShouldBe("High");
    }

    // A process that has ended but that nobody has waited for yet is gone as well: it holds nothing.
    private static bool IsRunning(int id)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..][0] != 'Z';
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private sealed class CancelWhen(string step, CancellationTokenSource cancel) : IProgress<string>
    {
        public void Report(string value)
        {
            if (value.StartsWith(step, StringComparison.Ordinal))
            {
                cancel.Cancel();
            }
        }
    }
}
