using System.CommandLine;
using System.CommandLine.Help;
using Sluice.Cli.Commands;
using Sluice.Cli.Output;
using Sluice.Configuration;
using Sluice.Sandbox;

namespace Sluice.Cli;

/// <summary>The command line: parses, runs one command, and turns every failure into one sentence and an exit code.</summary>
internal static class SluiceCli
{
    private static readonly Option<bool> _verbose = new("--verbose")
    {
        Description = "Show the stack trace when something unexpected fails.",
        Recursive = true,
    };

    public static async Task<int> RunAsync(string[] args)
    {
        var parsed = Root().Parse(args);
        if (parsed.Errors.Count > 0)
        {
            // With an unknown command, the parser also misses a known one.
            var errors = parsed.Errors.Where(error => parsed.UnmatchedTokens.Count == 0 || !error.Message.StartsWith("Required command", StringComparison.Ordinal));
            foreach (var error in errors)
            {
                await Console.Error.WriteLineAsync(error.Message);
            }

            await Console.Error.WriteLineAsync("Try 'sluice --help', or 'sluice <command> --help'.");
            return ExitCodes.Usage;
        }

        try
        {
            // Commands stop in order when asked to; how long that may take is theirs to decide.
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = TimeSpan.FromMinutes(11),
            });
        }
        catch (Exception e)
        {
            var sentence = e is OperationCanceledException ? "Cancelled." : e.Message;
            await Console.Error.WriteLineAsync(parsed.GetValue(_verbose) ? e.ToString() : sentence);
            return ExitCode(e);
        }
    }

    private static RootCommand Root()
    {
        var root = new RootCommand(
            """
            Sluice loads what lands in S3 into an on-premises ClickHouse, pulled through SQS.

            Exit codes: 0 done · 1 something was lost, duplicated or dead-lettered, or failed unexpectedly · 2 the command line cannot be
            understood · 3 the configuration or input cannot be used · 4 something that is needed is missing or taken · 130 cancelled.
            """)
        {
            DemoCommand.Create(),
            SandboxCommand.Create(),
            InitCommand.Create(),
            RunCommand.Create(),
            DoctorCommand.Create(),
            PrepareCommand.Create(),
            StatusCommand.Create(),
            HistoryCommand.Create(),
            ExplainCommand.Create(),
            UnloadCommand.Create(),
            ResolveCommand.Create(),
            AuditCommand.Create(),
            BackfillCommand.Create(),
            ReplayCommand.Create(),
            DlqCommand.Create(),
            _verbose,
        };
        root.HelpName = "sluice";
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new BriefHelp((HelpAction)help.Action!);
        return root;
    }

    private static int ExitCode(Exception exception) => exception switch
    {
        CliException cli => cli.ExitCode,
        ConfigurationException => ExitCodes.BadInput,
        SandboxException { IsOfTemplates: true } => ExitCodes.BadInput,
        SandboxException => ExitCodes.Unavailable,
        OperationCanceledException => ExitCodes.Cancelled,
        _ => ExitCodes.Failure,
    };
}
