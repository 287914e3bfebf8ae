using System.CommandLine;
using Sluice.Sandbox;

namespace Sluice.ChaosTests;

/// <summary>The command line of the suite.</summary>
internal static class ChaosCommand
{
    private const int Clean = 0;
    private const int Failed = 1;
    private const int Usage = 2;
    private const int Unavailable = 4;
    private const int Cancelled = 130;

    private static readonly Option<int> _faults = new("--faults")
    {
        Description = "How many faults are injected.", HelpName = "N", DefaultValueFactory = _ => 500,
    };

    private static readonly Option<int?> _seed = new("--seed") { Description = "Seed of the plan; any by default.", HelpName = "S" };

    private static readonly Option<double> _minutes = new("--minutes")
    {
        Description = "How long faults are injected at most.", HelpName = "M", DefaultValueFactory = _ => 60,
    };

    private static readonly Option<int> _agents = new("--agents")
    {
        Description = "Agents at once on the same queues.", HelpName = "N", DefaultValueFactory = _ => 2,
    };

    private static readonly Option<bool> _noOverwrites = new("--no-overwrites") { Description = "Leave out objects that are overwritten while they are loaded." };
    private static readonly Option<bool> _json = new("--json") { Description = "End with one JSON line on stdout." };
    private static readonly Option<bool> _verbose = new("--verbose") { Description = "Show the plan, and each fault as it is injected." };
    private static readonly Option<string?> _report = new("--report") { Description = "Write a report in Markdown.", HelpName = "FILE" };

    /// <summary>Runs the suite; what it returns is the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Injects faults into running agents and what they talk to, and compares every row with its source.")
        {
            _faults, _seed, _minutes, _agents, _noOverwrites, _json, _verbose, _report,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(Options(parsed), cancellationToken));
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message)));
            return Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
    }

    private static ChaosOptions Options(ParseResult parsed) => new(
        parsed.GetValue(_faults),
        parsed.GetValue(_seed) ?? Random.Shared.Next(1_000_000),
        TimeSpan.FromMinutes(parsed.GetValue(_minutes)),
        Math.Max(1, parsed.GetValue(_agents)),
        !parsed.GetValue(_noOverwrites),
        parsed.GetValue(_json),
        parsed.GetValue(_verbose),
        parsed.GetValue(_report));

    private static async Task<int> RunAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        try
        {
            var result = await new ChaosRun(options, TimeProvider.System).RunAsync(cancellationToken);
            await Console.Error.WriteLineAsync($"{result.Faults} faults: {result.Lost} lost, {result.Duplicated} duplicated, {result.Stuck} stuck of {result.Objects} objects");
            if (options.Json)
            {
                Console.WriteLine(result.ToJson());
            }

            return result.IsClean ? Clean : Failed;
        }
        catch (Exception e) when (e is ChaosException or SandboxException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(e is OperationCanceledException ? "Cancelled." : e.Message);
            return e is OperationCanceledException ? Cancelled : Unavailable;
        }
    }
}
