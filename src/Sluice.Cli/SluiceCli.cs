using System.CommandLine;
using Sluice.Cli.Commands;
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
            foreach (var error in parsed.Errors)
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
            await Console.Error.WriteLineAsync(parsed.GetValue(_verbose) ? e.ToString() : e.Message);
            return ExitCode(e);
        }
    }

    private static RootCommand Root() => new(
        """
        Sluice loads what lands in S3 into an on-premises ClickHouse, pulled through SQS.

          sluice demo      see it work: a local cloud, real data, every row accounted for
          sluice sandbox   the local cloud alone, for your own clients
          sluice init      write a sluice.json to start from
          sluice run       the agent, as it runs in production

        Exit codes: 0 done · 1 something was lost, duplicated or dead-lettered, or failed unexpectedly · 2 the command line cannot be
        understood · 3 the configuration or input cannot be used · 4 something that is needed is missing or taken · 130 cancelled.
        """)
    {
        DemoCommand.Create(),
        SandboxCommand.Create(),
        RunCommand.Create(),
        InitCommand.Create(),
        _verbose,
    };

    private static int ExitCode(Exception exception) => exception switch
    {
        CliException cli => cli.ExitCode,
        ConfigurationException => ExitCodes.BadInput,
        SandboxException => ExitCodes.Unavailable,
        OperationCanceledException => ExitCodes.Cancelled,
        _ => ExitCodes.Failure,
    };
}
