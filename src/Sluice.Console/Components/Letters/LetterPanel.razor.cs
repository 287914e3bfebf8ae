using Microsoft.AspNetCore.Components;
using Sluice.Operating.DeadLetters;
using Sluice.WebConsole.Letters;

namespace Sluice.WebConsole.Components.Letters;

/// <summary>Shows a letter. What the letter itself says is there at once; the ledger and the table are asked while one reads.</summary>
public sealed partial class LetterPanel : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private DeadLetterDetail? _detail;
    private Task _inspecting = Task.CompletedTask;

    [Parameter, EditorRequired]
    public ShownLetter Letter { get; set; } = null!;

    /// <summary>Whether nothing can be done with it now.</summary>
    [Parameter]
    public bool IsLocked { get; set; }

    [Parameter]
    public EventCallback OnRedrive { get; set; }

    [Parameter]
    public EventCallback OnPurge { get; set; }

    [Inject]
    private DeadLetterInspector Inspector { get; set; } = null!;

    private DeadLetter It => Letter.Letter;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _inspecting;
        _stop.Dispose();
    }

    protected override Task OnInitializedAsync() => _inspecting = InspectAsync();

    private async Task InspectAsync()
    {
        try
        {
            _detail = await Inspector.InspectAsync(It, Letter.LedgerFault, _stop.Token);
        }
        catch (Exception) when (_stop.IsCancellationRequested)
        {
            // Nobody looks any more.
        }
    }
}
