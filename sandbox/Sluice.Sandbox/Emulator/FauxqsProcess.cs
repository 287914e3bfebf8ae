using System.Diagnostics;
using System.Text.Json;
using Sluice.Sandbox.Processes;
using Sluice.Sandbox.Resources;

namespace Sluice.Sandbox.Emulator;

/// <summary>fauxqs, the emulator of S3 and SQS, on a free port of 127.0.0.1. It keeps everything in memory.</summary>
internal sealed class FauxqsProcess : IAsyncDisposable
{
    /// <summary>The account that fauxqs plays; it cannot be set.</summary>
    public const string Account = "000000000000";

    /// <summary>Largest request body that fauxqs takes, in bytes.</summary>
    public const long MaxBodyBytes = 11 * 1024 * 1024;

    private static readonly TimeSpan _startTimeout = TimeSpan.FromSeconds(30);

    private readonly ChildProcess _process;

    private FauxqsProcess(ChildProcess process, Uri endpoint)
    {
        _process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    public int ProcessId => _process.Id;

    public static async Task<FauxqsProcess> StartAsync(
        InstalledModules modules, string region, Reaper reaper, CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start(new ProcessStartInfo(modules.Node, [SandboxParts.FauxqsScript, modules.Fauxqs, region]), reaper);
        try
        {
            var line = await process.FirstLine.WaitAsync(_startTimeout, cancellationToken);
            if (line is null)
            {
                await process.WaitForExitAsync(cancellationToken);
                throw new SandboxException($"The S3 and SQS emulator ended while it started: {process.LastErrorLine}");
            }

            var port = JsonDocument.Parse(line).RootElement.GetProperty("port").GetInt32();
            return new FauxqsProcess(process, new Uri($"http://127.0.0.1:{port}"));
        }
        catch (TimeoutException e)
        {
            await process.DisposeAsync();
            throw new SandboxException($"The S3 and SQS emulator did not start within {_startTimeout.TotalSeconds:0} s.", e);
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
