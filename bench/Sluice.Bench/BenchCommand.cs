using System.CommandLine;
using ClickHouse.Driver;
using Sluice.Bench.Compare;
using Sluice.Bench.Fuzz;
using Sluice.Bench.Ledger;
using Sluice.Sandbox;

namespace Sluice.Bench;

/// <summary>The command line of the benchmarks. People read stderr; with <c>--json</c> stdout has one line.</summary>
internal static class BenchCommand
{
    private static readonly TimeSpan _limit = TimeSpan.FromMinutes(10);

    private static readonly Option<long> _entries = new("--entries")
    {
        Description = "Entries of the ledger in the end; measured at 10,000 and 1,000,000 on the way.",
        HelpName = "N",
        DefaultValueFactory = _ => 10_000_000,
    };

    private static readonly Option<bool> _json = new("--json") { Description = "End with one JSON line on stdout." };

    /// <summary>Runs a suite; what it returns is the exit code.</summary>
    public static async Task<int> RunAsync(string[] args)
    {
        _entries.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<long>() is var entries && (entries < 1000 || entries % 1000 != 0))
            {
                result.AddError("--entries must be a multiple of 1,000.");
            }
        });
        var ledger = new Command("ledger", "How long the ledger takes to answer and to write, by its size.") { _entries, _json };
        ledger.SetAction((parsed, cancellationToken) => LedgerAsync(parsed.GetValue(_entries), parsed.GetValue(_json), cancellationToken));
        var root = new RootCommand("Compares Sluice with S3Queue, one INSERT of everything and a naive loader on a local cloud; its suites look at single things.")
        {
            ledger,
            FuzzSuite.Create(_json),
        };
        CompareCommand.AddTo(root, _json);
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            Console.Error.WriteLine(string.Join(Environment.NewLine, parsed.Errors.Select(error => error.Message)));
            return ExitCodes.Usage;
        }

        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
    }

    private static async Task<int> LedgerAsync(long entries, bool json, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var results = await new LedgerBench(TimeProvider.System).RunAsync(entries, either.Token);
            if (json)
            {
                Console.WriteLine(LedgerReport.Json(results));
            }

            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
            Console.Error.WriteLine(limit.IsCancellationRequested ? $"Not done within {_limit.TotalMinutes} min: use fewer --entries." : "Cancelled.");
            return limit.IsCancellationRequested ? ExitCodes.Unavailable : ExitCodes.Cancelled;
        }
        catch (Exception e) when (e is SandboxException or ClickHouseServerException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.Unavailable;
        }
    }
}
