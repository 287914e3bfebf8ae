using System.Diagnostics;
using Sluice.Sandbox.Processes;
using Sluice.Sandbox.Resources;

namespace Sluice.Sandbox;

/// <summary>
/// A ClickHouse server on 127.0.0.1 in a process of its own. It can be stopped or killed and started again: data and ports stay.
/// </summary>
public sealed class ClickHouseServer : IAsyncDisposable
{
    private static readonly TimeSpan _readyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan _pollInterval = TimeSpan.FromMilliseconds(50);

    private readonly ClickHousePaths _paths;
    private readonly InstalledModules _modules;
    private readonly Reaper _reaper;
    private readonly ClickHouseUsers _users;
    private readonly ClickHouseTraits _traits;
    private readonly HttpClient _http;
    private readonly TimeProvider _time;
    private ChildProcess? _process;

    internal ClickHouseServer(
        ClickHousePaths paths,
        int httpPort,
        int tcpPort,
        ClickHouseUsers users,
        ClickHouseTraits traits,
        InstalledModules modules,
        Reaper reaper,
        TimeProvider time)
    {
        _paths = paths;
        _modules = modules;
        _reaper = reaper;
        _users = users;
        _traits = traits;
        _time = time;
        HttpEndpoint = new Uri($"http://127.0.0.1:{httpPort}");
        TcpPort = tcpPort;
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = HttpEndpoint };
    }

    /// <summary>The HTTP interface.</summary>
    public Uri HttpEndpoint { get; }

    /// <summary>Port of the native TCP interface on 127.0.0.1.</summary>
    public int TcpPort { get; }

    /// <summary>The server's process, or null when it is not running.</summary>
    public int? ProcessId => _process?.Id;

    /// <summary>Directory that <c>file()</c> reads from and writes to.</summary>
    public string UserFilesDirectory => _paths.UserFiles;

    /// <summary>Starts the server, also after it died, and waits until it answers.</summary>
    /// <exception cref="SandboxException">It died or did not answer within 60 s.</exception>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_process is { HasExited: false })
        {
            throw new InvalidOperationException("The server is running already.");
        }

        await StopAsync();
        _paths.Create();
        await ClickHouseConfiguration.WriteAsync(_paths, _users, _traits, cancellationToken);
        _process = ChildProcess.Start(StartInfo(), _reaper);
        try
        {
            await WaitUntilReadyAsync(_process, cancellationToken);
        }
        catch
        {
            await StopAsync();
            throw;
        }
    }

    /// <summary>Stops the server. Inserts that it has acknowledged are kept, running ones are not waited for.</summary>
    public async Task StopAsync()
    {
        if (_process is { } process)
        {
            _process = null;
            await process.DisposeAsync();
        }
    }

    /// <summary>Ends the server as a crash would, with <c>kill -9</c>. <see cref="StartAsync"/> brings it back with its data.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            await process.KillAsync();
            await StopAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _http.Dispose();
    }

    /// <summary>Runs statements one after the other.</summary>
    internal async Task ExecuteAsync(ClickHouseUser user, IEnumerable<string> statements, CancellationToken cancellationToken)
    {
        foreach (var statement in statements)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = new StringContent(statement) };
            request.Headers.Add("X-ClickHouse-User", user.Name);
            request.Headers.Add("X-ClickHouse-Key", user.Password);
            using var response = await _http.SendAsync(request, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                var answer = await response.Content.ReadAsStringAsync(cancellationToken);
                throw new SandboxException($"ClickHouse refused '{statement}': {answer.Trim()}");
            }
        }
    }

    private ProcessStartInfo StartInfo()
    {
        var info = SandboxProgram.StartInfo(
            ClickHouseRole.Name,
            _modules.ClickHouseLibrary,
            $"--path={_paths.Data}",
            $"--config-file={_paths.Config}",
            $"--log-level={_traits.LogLevel}",
            "--listen_host=127.0.0.1",
            $"--http_port={HttpEndpoint.Port}",
            $"--tcp_port={TcpPort}");
        info.WorkingDirectory = _paths.UserFiles;

        // The .NET part of the child only calls into the library, so it gets little.
        // The diagnostics pipes in the temporary directory would outlive a process that ends at once.
        info.Environment["DOTNET_EnableDiagnostics"] = "0";
        info.Environment["DOTNET_gcServer"] = "0";
        info.Environment["DOTNET_gcConcurrent"] = "0";
        info.Environment["DOTNET_TieredPGO"] = "0";
        info.Environment["DOTNET_GCHeapHardLimit"] = "0x4000000";
        return info;
    }

    private async Task WaitUntilReadyAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(_readyTimeout);
        try
        {
            while (!await AnswersAsync(limit.Token))
            {
                if (process.HasExited)
                {
                    await process.WaitForExitAsync(limit.Token);
                    throw new SandboxException($"ClickHouse ended while it started: {process.LastErrorLine ?? $"see {_paths.ErrorLog}"}");
                }

                await Task.Delay(_pollInterval, _time, limit.Token);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SandboxException($"ClickHouse did not answer within {_readyTimeout.TotalSeconds:0} s; its log is {_paths.Log}.");
        }
    }

    private async Task<bool> AnswersAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync("/ping", cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
