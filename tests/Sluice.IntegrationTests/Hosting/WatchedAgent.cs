using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sluice.IntegrationTests.Cli;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Hosting;

/// <summary><c>sluice run</c> as a process, and whoever watches it over HTTP.</summary>
internal sealed partial class WatchedAgent : IAsyncDisposable
{
    /// <summary>Whose certificate an https address must show.</summary>
    public const string ConsoleSubject = "CN=sluice-console";

    private const string MonitoringAt = "Health and metrics at ", ConsoleAt = "Console at ";

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == ConsoleSubject } });

    private WatchedAgent(SluiceProcess process) => Process = process;

    public SluiceProcess Process { get; }

    public Uri Monitoring => Address(MonitoringAt);

    public Uri Console => Address(ConsoleAt);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts it and waits until it has said all that it says at start.</summary>
    public static async Task<WatchedAgent> StartAsync(LocalCloud cloud, IReadOnlyDictionary<string, string?>? environment = null, params string[] arguments)
    {
        environment ??= new Dictionary<string, string?>();
        var agent = new WatchedAgent(SluiceProcess.Start(environment, ["run", "--config", cloud.ConfigPath, .. arguments]));
        await agent.Process.SaysAsync("AWS identity");
        await agent.Process.SaysAsync("The ledger is ready");
        if (environment.GetValueOrDefault("SLUICE__MONITORING__ENABLED") != "false")
        {
            await agent.Process.SaysAsync(MonitoringAt);
        }

        if (environment.GetValueOrDefault("SLUICE__CONSOLE__ENABLED") != "false")
        {
            await agent.Process.SaysAsync(ConsoleAt);
        }

        return agent;
    }

    public async Task<(HttpStatusCode Status, string Body)> GetAsync(Uri server, string path, string? host = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(server, path));
        request.Headers.Host = host;
        using var answer = await _client.SendAsync(request, Stop);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Stop));
    }

    /// <summary>Asks whether it is ready until the answer is the expected one, and gives its checks' reasons.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadyAsync(bool isReady)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        limit.CancelAfter(_deadline);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        while (true)
        {
            var (status, body) = await GetAsync(Monitoring, "/health/ready");
            var answer = JsonDocument.Parse(body).RootElement;
            answer.GetProperty("status").GetString().ShouldBe(status == HttpStatusCode.OK ? "Healthy" : "Unhealthy");
            if (status == (isReady ? HttpStatusCode.OK : HttpStatusCode.ServiceUnavailable))
            {
                return answer.GetProperty("checks").EnumerateObject()
                    .Where(check => isReady || check.Value.GetProperty("status").GetString() == "Unhealthy")
                    .ToDictionary(check => check.Name, check => check.Value.GetProperty("reason").GetString()!);
            }

            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        if (!Process.HasExited)
        {
            // Killed amid a poll it would take a message along, which the next test waits for.
            await Process.SignalAsync("TERM");
            await Process.EndAsync();
        }

        await Process.DisposeAsync();
    }

    private Uri Address(string after) => new(AddressPattern().Matches(Process.Error + Process.Output).First(match => match.Groups[1].Value == after).Groups[2].Value);

    [GeneratedRegex($"({MonitoringAt}|{ConsoleAt})(https?://[0-9.]+:[0-9]+/)")]
    private static partial Regex AddressPattern();
}
