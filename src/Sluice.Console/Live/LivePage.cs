using Microsoft.AspNetCore.Components;

namespace Sluice.WebConsole.Live;

/// <summary>
/// A page that keeps itself up to date. It says in <see cref="RefreshAsync"/> how it is filled; that runs when its address changes, and again whenever something may have happened.
/// When it fails, <see cref="Trouble"/> says why, and the page keeps what it had.
/// </summary>
public abstract class LivePage : ComponentBase, IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private Task _watching = Task.CompletedTask;
    private int _generation;

    // Taken once: it is asked for its state after its source is gone.
    protected LivePage() => Stop = _stop.Token;

    [Inject]
    internal TimeProvider Time { get; set; } = null!;

    [Inject]
    private LedgerPulse Pulse { get; set; } = null!;

    [Inject]
    private TroubleLog Troubles { get; set; } = null!;

    /// <summary>Why the page is not up to date, or null.</summary>
    protected Trouble? Trouble { get; private set; }

    /// <summary>Whether nothing was shown yet.</summary>
    protected bool IsEmpty { get; private set; } = true;

    /// <summary>Whether what is shown is of another address than the page's.</summary>
    protected bool IsChanging { get; private set; }

    /// <summary>Whether only new attempts change what it shows.</summary>
    protected virtual bool IsOfHistoryAlone => false;

    /// <summary>Ends with the page.</summary>
    protected CancellationToken Stop { get; }

    protected DateTimeOffset Now => Time.GetUtcNow();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watching;
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Asks for what the page shows.</summary>
    protected abstract Task RefreshAsync(CancellationToken cancellationToken);

    /// <summary>Looks again, such as after something was done from the page.</summary>
    protected async Task LookAsync()
    {
        var generation = _generation;
        try
        {
            await RefreshAsync(Stop);
            Troubles.Works();
            Trouble = null;
            IsEmpty = false;
        }
        catch (Exception) when (Stop.IsCancellationRequested)
        {
            return;
        }
        catch (Exception e)
        {
            Trouble = Troubles.Fails(e);
        }

        IsChanging &= generation != _generation;
        StateHasChanged();
    }

    protected override void OnInitialized() => _watching = WatchAsync();

    protected override async Task OnParametersSetAsync()
    {
        _generation++;
        IsChanging = true;
        await LookAsync();
    }

    private async Task WatchAsync()
    {
        try
        {
            await foreach (var pulse in Pulse.ReadAsync(Stop))
            {
                if (pulse == Live.Pulse.News || !IsOfHistoryAlone || Trouble is not null)
                {
                    await InvokeAsync(LookAsync);
                }
                else
                {
                    await InvokeAsync(StateHasChanged);
                }
            }
        }
        catch (Exception) when (Stop.IsCancellationRequested)
        {
            // The page is closed.
        }
    }
}
