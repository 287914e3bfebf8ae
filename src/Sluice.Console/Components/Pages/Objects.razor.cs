using System.Globalization;
using Microsoft.AspNetCore.Components;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Operating;
using Sluice.Watching;

namespace Sluice.WebConsole.Components.Pages;

/// <summary>Finds objects in the ledger. What is looked for is in the page's address, so that it can be sent to somebody and the browser's way back works.</summary>
public sealed partial class Objects
{
    private const int PageSize = 50;

    private static readonly TimeSpan _typingPause = TimeSpan.FromMilliseconds(250);

    // What was typed and is not in the address yet: news that come meanwhile must not take it away.
    private readonly Dictionary<string, string?> _typed = [];
    private int _keystrokes;
    private ObjectSearchPage? _page;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "domain")]
    public string? Domain { get; set; }

    [SupplyParameterFromQuery(Name = "table")]
    public string? Table { get; set; }

    [SupplyParameterFromQuery(Name = "state")]
    public string? State { get; set; }

    [SupplyParameterFromQuery(Name = "code")]
    public string? Code { get; set; }

    [SupplyParameterFromQuery(Name = "since")]
    public string? Since { get; set; }

    [SupplyParameterFromQuery(Name = "until")]
    public string? Until { get; set; }

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? Page { get; set; }

    protected override bool IsOfHistoryAlone => true;

    [Inject]
    private ObjectSearch Search { get; set; } = null!;

    [Inject]
    private SluiceSettings Settings { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private int PageNumber => Math.Max(1, Page ?? 1);

    private long Pages => _page is { } page ? Math.Max(1, (page.Total + PageSize - 1) / PageSize) : 1;

    private bool HasFilter => new[] { Query, Domain, Table, State, Code, Since, Until }.Any(filter => !string.IsNullOrEmpty(filter));

    /// <summary>The key that was typed, when it looks like a whole one.</summary>
    private string? Asked
    {
        get
        {
            var text = (Query ?? "").Trim();
            try
            {
                return S3Address.Parse(text, Settings.Topology.Bucket).Key;
            }
            catch (OperationException)
            {
                return !text.StartsWith("s3://", StringComparison.Ordinal) && text.Contains('/', StringComparison.Ordinal) && !text.EndsWith('/') ? text : null;
            }
        }
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken) => _page = await Search.SearchAsync(
        new ObjectSearchRequest
        {
            Text = (Query ?? "").Trim(),
            Domain = NullIfEmpty(Domain),
            Table = NullIfEmpty(Table),
            States = [.. Enum.GetValues<LoadState>().Where(state => LedgerListing.NameOf(state) == State)],
            ErrorCode = NullIfEmpty(Code),
            Since = Utc(Since),
            Until = Utc(Until),
            Page = PageNumber - 1,
            PageSize = PageSize,
        },
        cancellationToken);

    protected override Task OnParametersSetAsync()
    {
        _typed.Clear();
        return base.OnParametersSetAsync();
    }

    private string? Typed(string name, string? inAddress) => _typed.TryGetValue(name, out var typed) ? typed : inAddress;

    private async Task TypeAsync(string? value, string name)
    {
        _typed[name] = value;
        var keystroke = ++_keystrokes;
        await Task.Delay(_typingPause, Time, Stop).ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        if (keystroke == _keystrokes && !Stop.IsCancellationRequested)
        {
            Show(_typed, replace: true);
        }
    }

    private void Show(string? value, string name) => Show(new Dictionary<string, string?> { [name] = value }, replace: false);

    private void Show(IEnumerable<KeyValuePair<string, string?>> filters, bool replace)
    {
        var changed = filters.ToDictionary(filter => filter.Key, filter => (object?)NullIfEmpty(filter.Value));
        changed["page"] = null;
        Navigation.NavigateTo(Navigation.GetUriWithQueryParameters(changed), replace: replace);
    }

    private string PageUrl(long page) => Navigation.GetUriWithQueryParameter("page", page <= 1 ? null : page);

    private static string? NullIfEmpty(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;

    private static DateTime? Utc(string? text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
