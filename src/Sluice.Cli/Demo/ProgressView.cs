using System.Globalization;
using Amazon.SQS;
using Sluice.Sandbox;
using Spectre.Console;

namespace Sluice.Cli.Demo;

/// <summary>Shows how far the demo is: a live table in a terminal, a plain line now and then without one.</summary>
internal sealed class ProgressView(IAnsiConsole console, LocalCloud cloud, IAmazonSQS sqs, LoadTracker tracker, TimeProvider time)
{
    private static readonly TimeSpan _liveInterval = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan _plainInterval = TimeSpan.FromSeconds(2);

    // Without news a line now and then shows that it still waits.
    private static readonly TimeSpan _silence = TimeSpan.FromSeconds(15);

    private readonly long _start = time.GetTimestamp();
    private readonly string[] _domains = [.. tracker.Objects.Select(file => file.Domain).Distinct().Order(StringComparer.Ordinal)];

    /// <summary>Shows progress until <paramref name="work"/> ends, and hands on its failure.</summary>
    public async Task ShowWhileAsync(Task work, CancellationToken cancellationToken)
    {
        if (!console.Profile.Capabilities.Interactive || !console.Profile.Out.IsTerminal)
        {
            await ShowLinesAsync(work, cancellationToken);
        }
        else
        {
            await console.Live(new Markup("")).StartAsync(async context =>
            {
                while (!await EndsWithinAsync(work, _liveInterval, cancellationToken))
                {
                    context.UpdateTarget(await TableAsync(cancellationToken));
                }

                context.UpdateTarget(await TableAsync(cancellationToken));
            });
        }

        await work;
    }

    private async Task ShowLinesAsync(Task work, CancellationToken cancellationToken)
    {
        var (progress, saidAt, isAddressSaid) = (0, time.GetTimestamp(), false);
        while (!await EndsWithinAsync(work, _plainInterval, cancellationToken))
        {
            if (!isAddressSaid && tracker.ConsoleAddress is { } address)
            {
                console.WriteLine(Watch(address));
                isAddressSaid = true;
            }

            if (tracker.Progress != progress || time.GetElapsedTime(saidAt) >= _silence)
            {
                console.WriteLine(Line());
                (progress, saidAt) = (tracker.Progress, time.GetTimestamp());
            }
        }

        console.WriteLine(Line());
    }

    private static string Watch(string address) => $"Watch it at {address}";

    private async Task<bool> EndsWithinAsync(Task work, TimeSpan interval, CancellationToken cancellationToken)
    {
        await Task.WhenAny(work, Task.Delay(interval, time, cancellationToken));
        cancellationToken.ThrowIfCancellationRequested();
        return work.IsCompleted;
    }

    private string Line()
    {
        var progress = _domains.Select(tracker.Of).Select(domain => $"{domain.Domain} {domain.Loaded}/{domain.Objects}"
            + (domain.DeadLettered > 0 ? $" ({domain.DeadLettered} dead-lettered)" : ""));
        return $"{time.GetElapsedTime(_start).TotalSeconds,5:0.0} s  loaded  {string.Join("  ", progress)}";
    }

    private async Task<Table> TableAsync(CancellationToken cancellationToken)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns("domain", "uploaded", "queued", "loading", "loaded", "dead-lettered", "rows", "rows/s");
        foreach (var column in table.Columns.Skip(1))
        {
            column.RightAligned();
        }

        if (tracker.ConsoleAddress is { } address)
        {
            table.Caption(Watch(address));
        }

        var seconds = Math.Max(0.1, time.GetElapsedTime(_start).TotalSeconds);
        foreach (var domain in _domains.Select(tracker.Of))
        {
            var (queued, loading) = await DepthAsync(domain.Domain, cancellationToken);
            table.AddRow(
                domain.Domain,
                $"{domain.Uploaded}/{domain.Objects}",
                $"{queued}",
                $"{loading}",
                $"{domain.Loaded}",
                domain.DeadLettered == 0 ? "0" : $"[red]{domain.DeadLettered}[/]",
                domain.Rows.ToString("N0", CultureInfo.InvariantCulture),
                (domain.Rows / seconds).ToString("N0", CultureInfo.InvariantCulture));
        }

        return table;
    }

    private async Task<(int Queued, int Loading)> DepthAsync(string domain, CancellationToken cancellationToken)
    {
        var depth = await sqs.GetQueueAttributesAsync(
            cloud.Queues[domain],
            [QueueAttributeName.ApproximateNumberOfMessages, QueueAttributeName.ApproximateNumberOfMessagesNotVisible],
            cancellationToken);
        return (depth.ApproximateNumberOfMessages, depth.ApproximateNumberOfMessagesNotVisible);
    }
}
