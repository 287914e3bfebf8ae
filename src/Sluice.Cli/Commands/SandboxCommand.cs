using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sluice.Cli.Output;
using Sluice.Sandbox;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice sandbox</c>: the local cloud, without data and without an agent.</summary>
internal static class SandboxCommand
{
    public static Command Create()
    {
        var json = new Option<bool>("--json") { Description = "Print one JSON line with the endpoints on stdout, then stay." };
        var port = new Option<int>("--port")
        {
            Description = "Port of S3 and SQS on 127.0.0.1; any free one by default.",
            HelpName = "PORT",
            CustomParser = ParsePort,
        };
        var templates = new Option<string[]>("--template")
        {
            Description = "CloudFormation templates in JSON to start instead of the shipped one, as 'npx cdk synth' writes them into cdk.out: several are one cloud. What they have besides buckets, queues, rules and policies is left out with a warning, or refused. Exit code 3 when they cannot be used.",
            HelpName = "FILE",
            AllowMultipleArgumentsPerToken = true,
        };
        var command = new Command(
            "sandbox",
            """
            Start the local cloud alone, without data and without an agent, for any AWS client and any ClickHouse client. It stays until Ctrl-C
            and leaves nothing behind. The agent's key may do what the template's policies say; any other may do everything.
            """)
        {
            json,
            port,
            templates,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(json), parsed.GetValue(port), parsed.GetValue(templates) ?? [], cancellationToken));
        return command;
    }

    private static int ParsePort(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= 65535)
        {
            return port;
        }

        result.AddError($"--port is {text}: expected 1 to 65535, or 0 for any free one.");
        return 0;
    }

    private static async Task<int> RunAsync(bool json, int port, string[] templates, CancellationToken cancellationToken)
    {
        var console = Consoles.ForPeople(json);
        using var warnings = Consoles.Warnings();
        await using var cloud = await LocalCloud.StartAsync(
            new SandboxOptions { Port = port, Templates = templates, LoggerFactory = warnings }, new Steps(console), cancellationToken);
        if (json)
        {
            Console.WriteLine(SandboxLine.Of(cloud).ToJson());
        }

        Connections.Show(console, cloud);
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return ExitCodes.Success;
    }
}
