using System.Collections.Frozen;
using Microsoft.AspNetCore.Components;
using Sluice.Watching;
using Sluice.WebConsole.Components.Parts;

namespace Sluice.WebConsole.Components.Pages;

/// <summary>The agents that write to this ledger, as each last said of itself.</summary>
public sealed partial class Agents
{
    // Each start of an agent is another: a process that starts again and again fills the hour.
    private const int PageSize = 24;

    private IReadOnlyList<AgentStatus>? _agents;

    /// <summary>From 1.</summary>
    [SupplyParameterFromQuery(Name = "page")]
    public int? Page { get; set; }

    [Inject]
    private AgentDirectory Directory { get; set; } = null!;

    [Inject]
    private NavigationManager Navigation { get; set; } = null!;

    private static IReadOnlyDictionary<string, string> NoSinks => FrozenDictionary<string, string>.Empty;

    private int Pages => Math.Max(1, ((_agents?.Count ?? 0) + PageSize - 1) / PageSize);

    private int PageNumber => Math.Clamp(Page ?? 1, 1, Pages);

    private IEnumerable<AgentStatus> OnPage => _agents?.Skip((PageNumber - 1) * PageSize).Take(PageSize) ?? [];

    private string Total
    {
        get
        {
            var (alive, silent) = (_agents?.Count(agent => agent.IsAlive), _agents?.Count(IsSilent));
            return $"{Text.Number(alive)} alive{(silent > 0 ? $", {Text.Number(silent)} silent" : "")}";
        }
    }

    protected override async Task RefreshAsync(CancellationToken cancellationToken) => _agents =
    [
        .. (await Directory.ListAsync(cancellationToken))
            .OrderBy(agent => agent.IsAlive ? 0 : IsSilent(agent) ? 1 : 2)
            .ThenBy(agent => agent.IsAlive ? agent.Name : "", StringComparer.Ordinal)
            .ThenByDescending(agent => agent.LastSeen),
    ];

    private static bool IsSilent(AgentStatus agent) => agent is { IsAlive: false, Report.HasEnded: false };

    private static (string Name, Tone Tone) StateOf(AgentStatus agent) => agent switch
    {
        { IsAlive: true, Report.OpenSinks.Count: > 0 } => ("waiting", Tone.Warn),
        { IsAlive: true } => ("alive", Tone.Good),
        { Report.HasEnded: true } => ("ended", Tone.Plain),
        _ => ("silent", Tone.Bad),
    };

    private static string InHand(AgentStatus agent)
    {
        var hand = agent.Report.InHand.Where(domain => domain.Value > 0).OrderBy(domain => domain.Key, StringComparer.Ordinal).ToList();
        return hand.Count == 0 ? "No messages." : string.Join(", ", hand.Select(domain => $"{domain.Key} {Text.Number(domain.Value)}"));
    }

    private static DateTimeOffset Utc(DateTime time) => new(time, TimeSpan.Zero);

    private string PageUrl(long page) => Navigation.GetUriWithQueryParameter("page", page <= 1 ? null : page);
}
