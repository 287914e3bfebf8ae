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

    private static readonly TimeSpan _deadline = TimeSpan.FromSeconds(60);

    private readonly HttpClient _client = new(new SocketsHttpHandler { SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == ConsoleSubject } });

    private WatchedAgent(SluiceProcess process) => Process = process;

    public SluiceProcess Process { get; }

    public Uri Monitoring => Address("Health and metrics at ");

    public Uri Console => Address("Console at ");

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>Starts it and waits until it has said all that it says at start.</summary>
    public static async Task<WatchedAgent> StartAsync(LocalCloud cloud, IReadOnlyDictionary<string, string?>? environment = null, params string[] arguments)
    {
        var agent = new WatchedAgent(SluiceProcess.Start(environment ?? new Dictionary<string, string?>(), ["run", "--config", cloud.ConfigPath, .. arguments]));
        await agent.Process.SaysAsync("AWS identity");
        await agent.Process.SaysAsync("The ledger is ready");
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

    private Uri Address(string after) =>
        new(AddressPattern().Match((Process.Error + Process.Output)[(Process.Error + Process.Output).IndexOf(after, StringComparison.Ordinal)..]).Value);

    [GeneratedRegex("https?://[0-9.]+:[0-9]+/")]
    private static partial Regex AddressPattern();
}
