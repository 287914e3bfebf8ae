using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sluice.Telemetry.Emf;

/// <summary>Writes lines among those of nobody else: logs go to stderr then. A reader that does not read, or a disk that is full, keeps nobody waiting but the oldest lines.</summary>
/// <param name="stdout">Standard output.</param>
/// <param name="logger">The log.</param>
internal sealed class EmfStdout(TextWriter stdout, ILogger<EmfStdout> logger) : IEmfOutput
{
    private readonly Channel<string> _lines = Channel.CreateBounded<string>(
        new BoundedChannelOptions(EmfConnection.Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true });

    private bool _isOut;

    /// <inheritdoc />
    public void Write(string line) => _lines.Writer.TryWrite(line);

    /// <inheritdoc />
    public void Complete() => _lines.Writer.TryComplete();

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken giveUp)
    {
        try
        {
            // On a thread of its own: a write to a pipe that nobody reads does not return, and cannot be cancelled.
            await Task.Factory.StartNew(WriteAll, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).WaitAsync(giveUp);
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            // What nobody reads is not worth keeping an agent from its end.
        }
    }

    private void WriteAll()
    {
        foreach (var line in _lines.Reader.ReadAllAsync(CancellationToken.None).ToBlockingEnumerable())
        {
            try
            {
                stdout.WriteLine(line);
                stdout.Flush();
                _isOut = false;
            }
            catch (Exception e) when (e is IOException or ObjectDisposedException)
            {
                if (!_isOut)
                {
                    TelemetryLog.EmfNotWritten(logger, e.Message);
                }

                _isOut = true;
            }
        }
    }
}
