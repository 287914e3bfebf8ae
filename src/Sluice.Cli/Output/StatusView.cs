using Sluice.Topology;
using Sluice.Watching;
using Sluice.Watching.Alarms;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sluice.Cli.Output;

/// <summary>How the pipeline is doing, for people.</summary>
internal static class StatusView
{
    private const string Red = "red", Green = "green";

    public static IRenderable Of(PipelineStatus status) => new Rows(
        new Text($"{Amounts.At(status.At.UtcDateTime)} UTC, figures of the last hour"),
        Domains(status),
        Agents(status),
        new Rows(Troubles(status)));

    private static Table Domains(PipelineStatus status)
    {
        var table = new Table().Border(TableBorder.Rounded)
            .AddColumns("domain", "loaded/h", "rows/h", "failed/h", "p50", "p95", "waiting", "oldest", "in flight", "dead letters", "alarms");
        foreach (var column in table.Columns.Skip(1).SkipLast(1))
        {
            column.RightAligned().NoWrap();
        }

        foreach (var domain in status.Domains)
        {
            table.AddRow(
                new Text(domain.Domain.Name),
                new Text(Amounts.Of(domain.Loaded)),
                new Text(Amounts.Of(domain.Rows)),
                Alert(Amounts.Of(domain.Failed), domain.Failed > 0),
                new Text(Amounts.Of(domain.LatencyP50)),
                new Text(Amounts.Of(domain.LatencyP95)),
                new Text(Amounts.Of(domain.QueueDepth)),
                new Text(domain.OldestAge is { } age ? $"≤ {Amounts.Of(age)}" : Amounts.Nothing),
                new Text(Amounts.Of(domain.InFlight)),
                Alert(Amounts.Of(domain.DeadLetters), domain.DeadLetters > 0),
                Alarms(domain.Alarms));
        }

        return table;
    }

    private static Markup Alarms(IReadOnlyList<AlarmStatus> alarms)
    {
        var on = alarms.Where(alarm => alarm.State == AlarmState.Alarm).ToList();
        return on.Count > 0
            ? new Markup(string.Join('\n', on.Select(alarm => $"[{(alarm.Priority == AlarmPriority.P0 ? Red : "yellow")}]{Markup.Escape(alarm.Name)} {alarm.Priority}[/]")))
            : new Markup(alarms.Count > 0 ? "none" : Amounts.Nothing);
    }

    private static IRenderable Agents(PipelineStatus status)
    {
        if (status.Agents.Count == 0)
        {
            return new Text("No agent was heard of in the last hour.");
        }

        var table = new Table().Border(TableBorder.Rounded).AddColumns("agent", "version", "state", "started", "seen", "in hand", "memory", "waits for");
        foreach (var agent in status.Agents)
        {
            table.AddRow(
                new Text(agent.Name),
                new Text(agent.Version.Split('+')[0]),
                agent.IsAlive ? new Markup($"[{Green}]alive[/]") : Alert(agent.Report.HasEnded ? "stopped" : "silent", !agent.Report.HasEnded),
                new Text(Ago(status, agent.StartedAt)),
                new Text(Ago(status, agent.LastSeen)),
                new Text(Amounts.Of(agent.Report.InHand.Values.Sum())),
                new Text(Amounts.OfBytes(agent.Report.MemoryBytes)),
                Alert(agent.Report.OpenSinks.Count > 0 ? string.Join(", ", agent.Report.OpenSinks.Keys.Order(StringComparer.Ordinal)) : "nothing", agent.Report.OpenSinks.Count > 0));
        }

        return table;
    }

    private static IEnumerable<IRenderable> Troubles(PipelineStatus status) =>
        PipelineTroubles.Of(status) is { Count: > 0 } troubles ? troubles.Select(trouble => Alert(trouble, true)) : [new Markup($"[{Green}]Nothing is wrong.[/]")];

    private static string Ago(PipelineStatus status, DateTime time) =>
        $"{Amounts.Of(time < status.At.UtcDateTime ? status.At.UtcDateTime - time : TimeSpan.Zero)} ago";

    private static Markup Alert(string text, bool isAlarming) => new(isAlarming ? $"[{Red}]{Markup.Escape(text)}[/]" : Markup.Escape(text));
}
