using Microsoft.AspNetCore.Components;
using Sluice.Configuration;
using Sluice.Watching;
using Sluice.WebConsole.Components.Parts;

namespace Sluice.WebConsole.Components.Pages;

/// <summary>The tables that objects are loaded into, with whatever decides about them.</summary>
public sealed partial class Tables
{
    private const int PageSize = 50;

    // Each look asks about every table; their figures are read by people.
    private static readonly TimeSpan _keepFor = TimeSpan.FromSeconds(4);

    private IReadOnlyList<TableStatus>? _tables;
    private long _askedAt;

    [SupplyParameterFromQuery(Name = "q")]
    public string? Query { get; set; }

    [SupplyParameterFromQuery(Name = "domain")]
    public string? Domain { get; set; }

    /// <summary>The table that is shown whole.</summary>
    [SupplyParameterFromQuery(Name = "table")]
    public string? Open { get; set; }

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? Page { get; set; }

    [Inject]
    private TableWatch Watch { get; set; } = null!;

    [Inject]
    private SluiceSettings Settings { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private List<TableStatus> Fitting =>
    [
        .. (_tables ?? []).Where(table =>
            (string.IsNullOrEmpty(Domain) || table.Domain == Domain) && table.Name.ToString().Contains((Query ?? "").Trim(), StringComparison.OrdinalIgnoreCase)),
    ];

    private int Pages => Math.Max(1, (Fitting.Count + PageSize - 1) / PageSize);

    private int PageNumber => Math.Clamp(Page ?? 1, 1, Pages);

    private IEnumerable<TableStatus> OnPage => Fitting.Skip((PageNumber - 1) * PageSize).Take(PageSize);

    private string Total
    {
        get
        {
            var refused = (_tables ?? []).Count(table => table.Refusal is not null);
            return $"{Text.Number(_tables?.Count)} {(_tables is [_] ? "table" : "tables")}{(refused > 0 ? $", {Text.Number(refused)} of them {(refused == 1 ? "takes" : "take")} no objects" : "")}";
        }
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        if (_tables is not null && Trouble is null && Time.GetElapsedTime(_askedAt) < _keepFor)
        {
            return;
        }

        _tables = await Watch.ListAsync(cancellationToken);
        _askedAt = Time.GetTimestamp();
    }

    private static (string Name, Tone Tone) StateOf(TableStatus table) => table switch
    {
        { Engine: null } => ("missing", Tone.Bad),
        { Refusal: not null } => ("refused", Tone.Bad),
        _ => ("ready", Tone.Good),
    };

    /// <summary>What makes it ready, where a command does.</summary>
    private static string? Command(TableStatus table) =>
        table is { Engine: not null, Refusal: { } refusal } && refusal.Contains("sluice prepare", StringComparison.Ordinal)
            ? $"sluice prepare {table.Name}{(refusal.Contains("--provenance", StringComparison.Ordinal) ? " --provenance" : "")}"
            : null;

    private static string Window(TableStatus table) => table.Windows.Count == 0 ? Text.Unknown : table.Windows.Values.Min() is > 0 and var window ? Text.Number(window) : "none";

    private static DateTimeOffset Utc(DateTime time) => new(time, TimeSpan.Zero);

    private void Show(string? value, string name) => Navigation.NavigateTo(
        Navigation.GetUriWithQueryParameters(new Dictionary<string, object?> { [name] = string.IsNullOrWhiteSpace(value) ? null : value, ["page"] = null }), replace: name == "q");

    private string OpenUrl(string? table) => Navigation.GetUriWithQueryParameter("table", table);

    private string PageUrl(long page) => Navigation.GetUriWithQueryParameter("page", page <= 1 ? null : page);
}
