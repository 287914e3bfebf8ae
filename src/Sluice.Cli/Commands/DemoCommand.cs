using System.CommandLine;
using Sluice.Cli.Demo;
using Sluice.Cli.Output;
using Sluice.Sandbox;
using Spectre.Console;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice demo</c>: the whole pipeline on one machine, with proof.</summary>
internal static class DemoCommand
{
    public static Command Create()
    {
        var from = new Option<string?>("--from")
        {
            Description = "Load your own tree <domain>/<table>/<partition>/*.parquet instead of the shipped data; tables are made from the Parquet schema.",
            HelpName = "DIR",
        };
        var keep = new Option<bool>("--keep") { Description = "Leave everything up until Ctrl-C and print how to reach it." };
        var json = new Option<bool>("--json") { Description = "End with one JSON line on stdout; text for people goes to stderr." };
        var command = new Command(
            "demo",
            """
            See it work: a local cloud made from the synthesized AWS side (ClickHouse, S3, SQS, EventBridge; no Docker), real data, a real agent,
            and every row compared with its source. Exit code 0 only if nothing was lost, duplicated or dead-lettered.
            """)
        {
            from,
            keep,
            json,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(from), parsed.GetValue(keep), parsed.GetValue(json), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string? from, bool keep, bool json, CancellationToken cancellationToken)
    {
        // What is wrong with the user's tree is said before anything is started.
        var files = from is null ? null : DirectorySource.FindFiles(from);
        var console = Consoles.ForPeople(json);
        using var warnings = Consoles.Warnings();
        await using var cloud = await LocalCloud.StartAsync(new SandboxOptions { LoggerFactory = warnings }, new Steps(console), cancellationToken);
        using var database = new OperatorDatabase(cloud);

        console.WriteLine("Preparing data and tables");
        var data = files is null
            ? await new VegaSource(cloud, database).PrepareAsync(cancellationToken)
            : await new DirectorySource(from!, database).PrepareAsync(files, cancellationToken);
        foreach (var note in data.Notes)
        {
            console.WriteLine(note);
        }

        var tracker = new LoadTracker(cloud.Bucket, [.. data.Objects]);
        console.WriteLine($"Starting the agent and uploading {tracker.Objects.Count} objects");
        await using var agent = AgentProcess.Start(cloud, tracker.Read);
        var report = await new DemoRun(cloud, database, console, TimeProvider.System).RunAsync(data, agent, tracker, cancellationToken);
        await ShowAsync(console, report, tracker, data, database, cancellationToken);
        if (json)
        {
            Console.WriteLine(report.ToJson());
        }

        if (keep)
        {
            Connections.Show(console, cloud, tracker.ConsoleAddress);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return report.IsClean ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static async Task ShowAsync(
        IAnsiConsole console, DemoReport report, LoadTracker tracker, DemoData data, OperatorDatabase database, CancellationToken cancellationToken)
    {
        var view = new ReportView(console);
        view.Show(report, tracker);
        if (data.Sample is { } sample)
        {
            await view.ShowSampleAsync(sample, database, cancellationToken);
        }

        console.WriteLine();
        console.WriteLine("Next: ./run.sh demo --from DIR loads your own Parquet · ./run.sh demo --keep leaves it up to look around · ./run.sh sandbox is the cloud alone");
    }
}
