using System.Net.Sockets;
using System.Text;
using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace Sluice.Telemetry.Emf;

/// <summary>
/// Sends lines to the CloudWatch agent over TCP. While it does not listen, lines are kept, as many as there is room for, and the connection is tried again after growing pauses.
/// </summary>
internal sealed class EmfConnection : IEmfOutput, IDisposable
{
    /// <summary>Lines that are kept: hours, for a few domains.</summary>
    public const int Capacity = 1000;

    private readonly Uri _endpoint;
    private readonly TimeProvider _time;
    private readonly ILogger<EmfConnection> _logger;
    private readonly Channel<string> _lines;
    private TcpClient? _client;
    private bool _isOut;
    private volatile bool _drops;

    public EmfConnection(Uri endpoint, TimeProvider time, ILogger<EmfConnection> logger)
    {
        (_endpoint, _time, _logger) = (endpoint, time, logger);
        _lines = Channel.CreateBounded<string>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true }, Dropped);
    }

    /// <inheritdoc />
    public void Write(string line) => _lines.Writer.TryWrite(line);

    /// <inheritdoc />
    public void Complete() => _lines.Writer.TryComplete();

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken giveUp)
    {
        try
        {
            await foreach (var line in _lines.Reader.ReadAllAsync(giveUp))
            {
                for (var failures = 1; !await TrySendAsync(line, giveUp); failures++)
                {
                    await Task.Delay(GrowingPause.After(failures), _time, giveUp);
                }
            }
        }
        catch (OperationCanceledException) when (giveUp.IsCancellationRequested)
        {
            // What nobody takes is not worth keeping an agent from its end.
        }
        finally
        {
            Disconnect();
        }
    }

    /// <inheritdoc />
    public void Dispose() => Disconnect();

    private async Task<bool> TrySendAsync(string line, CancellationToken giveUp)
    {
        try
        {
            var client = await ConnectAsync(giveUp);
            await client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(line + '\n'), giveUp);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            Disconnect();
            if (!_isOut)
            {
                TelemetryLog.EmfNotTaken(_logger, _endpoint, Capacity, e.Message);
                _isOut = true;
            }

            return false;
        }

        if (_isOut)
        {
            TelemetryLog.EmfTaken(_logger, _endpoint);
            (_isOut, _drops) = (false, false);
        }

        return true;
    }

    private async Task<TcpClient> ConnectAsync(CancellationToken giveUp)
    {
        // It never says anything: something to read is the end of the connection, and what is written after it would be lost without an error.
        if (_client is { } held && !held.Client.Poll(TimeSpan.Zero, SelectMode.SelectRead))
        {
            return held;
        }

        Disconnect();
        var client = new TcpClient { NoDelay = true };
        _client = client;
        await client.ConnectAsync(_endpoint.Host, _endpoint.Port, giveUp);
        return client;
    }

    private void Disconnect()
    {
        _client?.Dispose();
        _client = null;
    }

    private void Dropped(string line)
    {
        if (!_drops)
        {
            _drops = true;
            TelemetryLog.EmfDropped(_logger, _endpoint);
        }
    }
}
