using Microsoft.AspNetCore.Components;
using Sluice.Configuration;
using Sluice.Topology;
using Sluice.Watching;
using Sluice.Watching.Alarms;
using Sluice.WebConsole.Components.Parts;
using Sluice.WebConsole.Live;

namespace Sluice.WebConsole.Components.Pages;

/// <summary>How each domain is doing.</summary>
public sealed partial class Overview
{
    private const int LatestObjects = 8;

    private PipelineStatus? _status;
    private IReadOnlyList<object> _latest = [];
    private bool _isNew;

    [Inject]
    private PipelineFeed Feed { get; set; } = null!;

    [Inject]
    private ObjectSearch Search { get; set; } = null!;

    [Inject]
    private SluiceSettings Settings { get; set; } = null!;

    private IEnumerable<KeyValuePair<string, string>> OpenSinks => Trouble is not null || _status is not { } status
        ? []
        : status.Agents.Where(agent => agent.IsAlive).SelectMany(agent => agent.Report.OpenSinks).DistinctBy(sink => sink.Key);

    protected override async Task RefreshAsync(CancellationToken cancellationToken)
    {
        var latest = Search.SearchAsync(new ObjectSearchRequest { PageSize = LatestObjects }, cancellationToken);
        var status = await Feed.ReadAsync(cancellationToken);
        var page = await latest;
        (_status, _latest, _isNew) = (status, page.Items, page.Total == 0);
    }

    private static string Agents(PipelineStatus status) => status.Agents.Count(agent => agent.IsAlive) switch
    {
        0 => "no agent alive",
        1 => "1 agent alive",
        var alive => $"{alive} agents alive",
    };

    private static string Tip(AlarmRule rule, AlarmStatus? alarm)
    {
        var now = alarm?.Value is { } value ? $"; now {value:0.##}" : "";
        var since = alarm is { State: AlarmState.Alarm } ? $"; on since {Text.Time(alarm.Since.UtcDateTime)} UTC" : "";
        return $"{rule.Metric} {rule.Statistic} above {rule.Threshold:0.##}, {rule.DatapointsToAlarm} of {rule.EvaluationPeriods} × {rule.Period.TotalMinutes:0} min{now}{since}";
    }
}
