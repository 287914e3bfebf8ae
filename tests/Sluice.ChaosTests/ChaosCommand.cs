using System.CommandLine;
using Sluice.ChaosTests.Large;
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
    private static readonly Option<bool> _large = new("--large")
    {
        Description = "One large object instead, whose load is killed at each moment of the staged path; takes --rows, --json, --verbose and --report.",
    };

    private static readonly Option<long> _rows = new("--rows")
    {
        Description = "Rows of the large object, at least 500,000.", HelpName = "N", DefaultValueFactory = _ => 20_000_000,
    };

    private static readonly Option<bool> _json = new("--json") { Description = "End with one JSON line on stdout." };
    private static readonly Option<bool> _verbose = new("--verbose") { Description = "Show the plan, and each fault as it is injected." };
    private static readonly Option<string?> _report = new("--report") { Description = "Write a report in Markdown.", HelpName = "FILE" };

    /// <summary>Runs the suite; what it returns is the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        var command = new RootCommand("Injects faults into running agents and what they talk to, and compares every row with its source.")
        {
            _faults, _seed, _minutes, _agents, _noOverwrites, _large, _rows, _json, _verbose, _report,
        };
        command.SetAction((parsed, cancellationToken) => parsed.GetValue(_large)
            ? RunAsync(token => RunLargeAsync(LargeOptions(parsed), token), cancellationToken)
            : RunAsync(token => RunAsync(Options(parsed), token), cancellationToken));
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

    private static LargeOptions LargeOptions(ParseResult parsed) => new(
        Math.Max(Large.LargeOptions.LeastRows, parsed.GetValue(_rows)),
        parsed.GetValue(_json),
        parsed.GetValue(_verbose),
        parsed.GetValue(_report));

    private static async Task<(bool IsClean, string? Json)> RunAsync(ChaosOptions options, CancellationToken cancellationToken)
    {
        var result = await new ChaosRun(options, TimeProvider.System).RunAsync(cancellationToken);
        await Console.Error.WriteLineAsync($"{result.Faults} faults: {result.Lost} lost, {result.Duplicated} duplicated, {result.Stuck} stuck of {result.Objects} objects");
        return (result.IsClean, options.Json ? result.ToJson() : null);
    }

    private static async Task<(bool IsClean, string? Json)> RunLargeAsync(LargeOptions options, CancellationToken cancellationToken)
    {
        var result = await new LargeRun(options, TimeProvider.System).RunAsync(cancellationToken);
        await Console.Error.WriteLineAsync(
            $"{result.Kills} kills: {result.Lost} rows lost, {result.Duplicated} duplicated of {result.Rows:N0}; "
            + $"{result.PartialBeforePublish} looks saw part of what was not published; {result.Stuck} stuck");
        return (result.IsClean, options.Json ? result.ToJson() : null);
    }

    private static async Task<int> RunAsync(Func<CancellationToken, Task<(bool IsClean, string? Json)>> run, CancellationToken cancellationToken)
    {
        try
        {
            var (isClean, json) = await run(cancellationToken);
            if (json is not null)
            {
                Console.WriteLine(json);
            }

            return isClean ? Clean : Failed;
        }
        catch (Exception e) when (e is ChaosException or SandboxException or OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(e is OperationCanceledException ? "Cancelled." : e.Message);
            return e is OperationCanceledException ? Cancelled : Unavailable;
        }
    }
}
