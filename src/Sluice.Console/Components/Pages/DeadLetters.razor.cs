using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Authorization;
using Sluice.Configuration;
using Sluice.Operating;
using Sluice.Operating.DeadLetters;
using Sluice.WebConsole.Components.Letters;
using Sluice.WebConsole.Components.Parts;
using Sluice.WebConsole.Letters;

namespace Sluice.WebConsole.Components.Pages;

/// <summary>Shows dead letters, and puts them back or deletes them once that was confirmed. It does not look by itself: SQS hides what somebody looks at.</summary>
public sealed partial class DeadLetters : IAsyncDisposable
{
    private const int PageSize = 50;

    private static readonly TimeSpan _redraw = TimeSpan.FromMilliseconds(250);

    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, DeadLetter> _selected = new(StringComparer.Ordinal);
    private LetterQuery _query = new(null, "", null);
    private LetterView? _view;
    private OperationProgress? _looking;
    private LetterProgress? _working;
    private LetterResult? _result;
    private CancellationTokenSource? _cancelWork;
    private CancellationTokenSource? _cancelLook;
    private Task _task = Task.CompletedTask;
    private string? _open;
    private int _looks;

    [SupplyParameterFromQuery(Name = "domain")]
    public string? Domain { get; set; }

    [SupplyParameterFromQuery(Name = "key")]
    public string? Key { get; set; }

    [SupplyParameterFromQuery(Name = "code")]
    public string? Code { get; set; }

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? Page { get; set; }

    [Inject]
    private LetterReader Reader { get; set; } = null!;

    [Inject]
    private LetterWork Work { get; set; } = null!;

    [Inject]
    private DeadLetterDesk Desk { get; set; } = null!;

    [Inject]
    private SluiceSettings Settings { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    [Inject]
    private AuthenticationStateProvider People { get; set; } = null!;

    [Inject]
    private MudBlazor.IDialogService Dialogs { get; set; } = null!;

    [Inject]
    private TimeProvider Time { get; set; } = null!;

    private bool IsBusy => _looking is not null || _working is not null;

    private int Pages => Math.Max(1, ((_view?.Letters.Count ?? 0) + PageSize - 1) / PageSize);

    // What is on a later page may be gone by now; the ledger's rows have pages of their own.
    private int PageNumber => Math.Clamp(Page ?? 1, 1, _view is { IsShut: true } ? int.MaxValue : Pages);

    private List<DeadLetter> OnPage => [.. _view?.Letters.Skip((PageNumber - 1) * PageSize).Take(PageSize) ?? []];

    private IReadOnlyList<DeadLetter> Chosen => [.. _selected.Values];

    private bool IsPageSelected => OnPage is { Count: > 0 } page && page.TrueForAll(letter => _selected.ContainsKey(letter.MessageId));

    private long? Total => _view is { Counts.Count: > 0 } view && view.Counts.Values.All(count => count is not null) ? view.Counts.Values.Sum() : null;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await EndAsync(_task);
        _stop.Dispose();
    }

    protected override async Task OnParametersSetAsync()
    {
        var query = LetterQuery.Of(Domain, Key, Code);
        if (_view is null || query != _query)
        {
            _query = query;
            await LookAsync();
        }
    }

    /// <summary>Looks into the queues, once whoever is at them is through: two looks at a time hide letters from each other.</summary>
    private async Task LookAsync()
    {
        var look = ++_looks;
        await (_cancelLook?.CancelAsync() ?? Task.CompletedTask);
        _task = LookAfterAsync(_task, look);
        await _task;
    }

    private async Task LookAfterAsync(Task before, int look)
    {
        await EndAsync(before);
        if (look != _looks || _stop.IsCancellationRequested)
        {
            return;
        }

        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        (_cancelLook, _looking) = (cancel, new OperationProgress { Unit = "letters" });
        try
        {
            _view = await DrawnAsync(Reader.LookAsync(_query, _looking, cancel.Token));
            _selected.Clear();
            _open = _view.Letters.Any(letter => letter.MessageId == _open) ? _open : null;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Another look is wanted, or none.
        }
        finally
        {
            (_cancelLook, _looking) = (null, null);
        }
    }

    private async Task ActOnAllAsync(LetterAction action)
    {
        var surveying = SurveyAfterAsync(_task);
        _task = surveying;
        if (await surveying is not { } survey)
        {
            return;
        }

        // Letters that come in from now on were not confirmed. SQS itself moves whole queues, which it can do alone.
        var filter = _query.Filter;
        var isWholeMove = action == LetterAction.Redrive && filter.TakesAll;
        var counts = survey.Counts.GroupBy(count => count.Domain).ToDictionary(group => group.Key, group => group.Sum(count => count.Letters));
        var order = new LetterOrder(action, isWholeMove ? filter : new DeadLetterFilter { MessageIds = survey.MessageIds }, counts);
        await ConfirmAsync(order, [.. survey.Counts.Select(count => $"{count.Domain}, {(count.ErrorCode.Length > 0 ? count.ErrorCode : "no code")}: {Text.Number(count.Letters)}")]);
    }

    private Task ActAsync(LetterAction action, IReadOnlyList<DeadLetter> letters)
    {
        var counts = letters.GroupBy(letter => letter.Domain).ToDictionary(group => group.Key, group => group.LongCount());
        var order = new LetterOrder(action, new DeadLetterFilter { MessageIds = [.. letters.Select(letter => letter.MessageId)] }, counts);
        return ConfirmAsync(order, letters is [var only] ? [LetterText.About(only)] : [.. counts.Select(count => $"{count.Key}: {Text.Number(count.Value)}")]);
    }

    /// <returns>What there is, or null when there is nothing to do.</returns>
    private async Task<DeadLetterSurvey?> SurveyAfterAsync(Task before)
    {
        await EndAsync(before);
        _result = null;
        _looking = new OperationProgress { Unit = "letters" };
        try
        {
            var survey = await DrawnAsync(Desk.SurveyAsync(_query.Filter, _looking, _stop.Token));
            _result = survey.Total == 0 ? new LetterResult("There is no dead letter left that fits.", [.. LetterText.Refusals(survey.Refusals)], IsComplete: false) : null;
            return survey.Total == 0 ? null : survey;
        }
        catch (Exception e) when (e is AwsException or OperationException)
        {
            _result = new LetterResult("The dead letters could not be counted, and nothing was done.", [e.Message], IsComplete: false);
            return null;
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return null;
        }
        finally
        {
            _looking = null;
        }
    }

    private async Task ConfirmAsync(LetterOrder order, IReadOnlyList<string> details)
    {
        StateHasChanged();
        if (!await ConfirmLetters.AskAsync(Dialogs, order, details))
        {
            return;
        }

        var user = (await People.GetAuthenticationStateAsync()).User.Identity;
        _task = DoAfterAsync(_task, order, user is { IsAuthenticated: true, Name: { Length: > 0 } name } ? name : "console");
        await _task;
        if (!_stop.IsCancellationRequested)
        {
            await LookAsync();
        }
    }

    private async Task DoAfterAsync(Task before, LetterOrder order, string user)
    {
        await EndAsync(before);
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        (_cancelWork, _result, _working) = (cancel, null, new LetterProgress(order, new OperationProgress { Unit = "letters" }));
        try
        {
            var report = await DrawnAsync(Work.DoAsync(order, user, _working.Progress, cancel.Token));
            _result = LetterResult.Of(order, report);
        }
        finally
        {
            (_cancelWork, _working) = (null, null);
        }
    }

    /// <summary>Waits for the end of something whose failure was told elsewhere.</summary>
    private static async Task EndAsync(Task task) => await task.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);

    private Task CancelAsync() => _cancelWork?.CancelAsync() ?? Task.CompletedTask;

    /// <summary>Awaits work, and draws the page meanwhile, so that it shows how far the work is.</summary>
    private async Task<T> DrawnAsync<T>(Task<T> work)
    {
        using var timer = new PeriodicTimer(_redraw, Time);
        while (!work.IsCompleted)
        {
            StateHasChanged();
            await Task.WhenAny(work, timer.WaitForNextTickAsync(CancellationToken.None).AsTask());
        }

        return await work;
    }

    private void Select(DeadLetter letter, ChangeEventArgs change)
    {
        if (change.Value is true)
        {
            _selected[letter.MessageId] = letter;
        }
        else
        {
            _selected.Remove(letter.MessageId);
        }
    }

    private void SelectPage(ChangeEventArgs change)
    {
        foreach (var letter in OnPage)
        {
            Select(letter, change);
        }
    }

    private void Show(string? value, string name) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = string.IsNullOrWhiteSpace(value) ? null : value.Trim(), ["page"] = null }));

    private string DomainUrl(string? domain) => Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { ["domain"] = domain, ["page"] = null });

    private string PageUrl(long page) => Navigation.GetUriWithQueryParameter("page", page <= 1 ? null : page);

    private string Summary(LetterView view) => view switch
    {
        { IsShut: true } => "What the ledger knows",
        { Letters.Count: 0 } => "",
        { IsWhole: true } => $"{LetterText.Letters(view.Letters.Count)}{(_query.IsNarrow ? " fit" : "")}",
        _ => $"the first {LetterText.Letters(view.Letters.Count)}; filter to see others, or act on all",
    };

    private static string Working(LetterProgress working) =>
        $"{(working.Order.Action == LetterAction.Redrive ? "Redriving" : "Purging")} {LetterText.Letters(working.Order.Total)}: {working.Progress.Step}"
        + (working.Progress.Objects > 0 ? $", {Text.Number(working.Progress.Objects)} looked at" : "");
}
