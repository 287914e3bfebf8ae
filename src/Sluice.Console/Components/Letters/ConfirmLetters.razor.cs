using System.Globalization;
using Microsoft.AspNetCore.Components;
using MudBlazor;
using Sluice.WebConsole.Letters;

namespace Sluice.WebConsole.Components.Letters;

/// <summary>Asks whether it is meant. To delete several for good, their number must be typed.</summary>
public sealed partial class ConfirmLetters
{
    private const int Shown = 10;

    private readonly string _field = $"number-{Guid.NewGuid():N}";
    private string _typed = "";

    [Parameter]
    public LetterAction Action { get; set; }

    [Parameter]
    public long Count { get; set; }

    [Parameter]
    public IReadOnlyList<string> Details { get; set; } = [];

    [CascadingParameter]
    private IMudDialogInstance Dialog { get; set; } = null!;

    private bool NeedsNumber => Action == LetterAction.Purge && Count > 1;

    private bool IsSure => !NeedsNumber || _typed.Trim() == Count.ToString(CultureInfo.InvariantCulture);

    private string Verb => Action == LetterAction.Redrive ? "Redrive" : "Purge";

    private string Question => (Action, Count) switch
    {
        (LetterAction.Redrive, 1) => "The message goes back to its load queue, and is tried as often as a new one.",
        (LetterAction.Redrive, _) => $"{LetterText.Letters(Count)} go back to their load queues, and are tried as often as new messages.",
        (_, 1) => "The message is deleted for good. The ledger keeps the reason and S3 the object, which sluice replay announces again.",
        _ => $"{LetterText.Letters(Count)} are deleted for good. The ledger keeps the reasons and S3 the objects, which sluice replay announces again.",
    };

    internal static async Task<bool> AskAsync(IDialogService dialogs, LetterOrder order, IReadOnlyList<string> details)
    {
        var parameters = new DialogParameters<ConfirmLetters>
        {
            { dialog => dialog.Action, order.Action },
            { dialog => dialog.Count, order.Total },
            { dialog => dialog.Details, details },
        };
        var title = $"{(order.Action == LetterAction.Redrive ? "Redrive" : "Purge")} {LetterText.Letters(order.Total)}?";
        var options = new DialogOptions { CloseOnEscapeKey = true, MaxWidth = MaxWidth.Small, FullWidth = true };
        var dialog = await dialogs.ShowAsync<ConfirmLetters>(title, parameters, options);
        return await dialog.Result is { Canceled: false };
    }
}
