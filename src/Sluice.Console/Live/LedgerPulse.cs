using System.Threading.Channels;
using ClickHouse.Driver;
using Microsoft.Extensions.Hosting;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.WebConsole.Live;

/// <summary>
/// Tells open pages when to look again: shortly after this agent wrote to the history of attempts, and every two seconds, since other agents do not tell.
/// While no page is open nothing runs.
/// </summary>
internal sealed class LedgerPulse(LedgerNews news, ClickHouseClient client, SluiceSettings settings, TimeProvider time) : BackgroundService
{
    // Attempts end together: one look for all of them.
    private static readonly TimeSpan _gathering = TimeSpan.FromMilliseconds(150);

    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private readonly HashSet<Channel<Pulse>> _readers = [];
    private readonly SemaphoreSlim _wake = new(0, 1);
    private string _head = "";
    private volatile bool _isWatched;
    private volatile bool _hasNews;

    /// <summary>The beats from now on. A reader that is busy gets one for all that it missed.</summary>
    public async IAsyncEnumerable<Pulse> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var beats = Channel.CreateBounded<Pulse>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropOldest });
        Change(() => _readers.Add(beats));
        try
        {
            await foreach (var beat in beats.Reader.ReadAllAsync(cancellationToken))
            {
                yield return beat;
            }
        }
        finally
        {
            Change(() => _readers.Remove(beats));
        }
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var subscription = news.Subscribe(_ =>
        {
            _hasNews = true;
            Wake();
        });
        while (true)
        {
            var woken = await _wake.WaitAsync(_isWatched ? _interval : Timeout.InfiniteTimeSpan, stoppingToken);
            if (!_isWatched)
            {
                continue;
            }

            if (woken)
            {
                await Task.Delay(_gathering, time, stoppingToken);
            }

            var hadNews = _hasNews;
            _hasNews = false;
            Beat(await MovedAsync(stoppingToken) || hadNews ? Pulse.News : Pulse.Tick);
        }
    }

    private async Task<bool> MovedAsync(CancellationToken cancellationToken)
    {
        try
        {
            var head = await client.ExecuteScalarAsync(
                $"SELECT toString(at) FROM {Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Attempts} ORDER BY at DESC LIMIT 1", cancellationToken: cancellationToken);
            var moved = head as string != _head;
            _head = head as string ?? "";
            return moved;
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The pages ask themselves, and say what they hear.
            return false;
        }
    }

    private void Beat(Pulse beat)
    {
        lock (_gate)
        {
            foreach (var reader in _readers)
            {
                reader.Writer.TryWrite(beat);
            }
        }
    }

    private void Change(Action change)
    {
        lock (_gate)
        {
            change();
            _isWatched = _readers.Count > 0;
        }

        Wake();
    }

    private void Wake()
    {
        lock (_gate)
        {
            if (_wake.CurrentCount == 0)
            {
                _wake.Release();
            }
        }
    }
}
