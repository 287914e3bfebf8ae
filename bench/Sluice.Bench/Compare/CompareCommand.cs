using System.CommandLine;
using Amazon.Runtime;
using ClickHouse.Driver;
using Sluice.Bench.Compare.Results;
using Sluice.Sandbox;

namespace Sluice.Bench.Compare;

/// <summary><c>./bench.sh</c> without the name of a suite: the comparison.</summary>
internal static class CompareCommand
{
    private static readonly Option<bool> _quick = new("--quick") { Description = "Fewer rounds and smaller growth: some six minutes instead of twenty-five." };

    private static readonly Option<string> _only = new("--only")
    {
        Description = $"What to measure, by comma: {string.Join(", ", CompareOptions.AllParts)}. Default: everything.",
        HelpName = "PART,…",
    };

    private static readonly Option<string> _out = new("--out") { Description = "Directory for results and charts.", HelpName = "DIR" };

    /// <summary>Gives a command its options and its action.</summary>
    public static void AddTo(Command command, Option<bool> json)
    {
        _only.Validators.Add(result =>
        {
            if (PartsOf(result.GetValueOrDefault<string>()).FirstOrDefault(part => !CompareOptions.AllParts.Contains(part)) is { } unknown)
            {
                result.AddError($"--only names '{unknown}': expected {string.Join(", ", CompareOptions.AllParts)}.");
            }
        });
        command.Options.Add(_quick);
        command.Options.Add(_only);
        command.Options.Add(_out);
        command.Options.Add(json);
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new CompareOptions(
                parsed.GetValue(_quick),
                parsed.GetValue(_only) is { } only ? PartsOf(only).ToHashSet() : CompareOptions.AllParts.ToHashSet(),
                parsed.GetValue(_out)),
            parsed.GetValue(json),
            cancellationToken));
    }

    private static string[] PartsOf(string? only) => (only ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static async Task<int> RunAsync(CompareOptions options, bool json, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(options.Limit, TimeProvider.System);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        var run = new CompareRun(options, new StandardError(), TimeProvider.System);
        try
        {
            await run.RunAsync(either.Token);
            await WriteAsync(run.Result!, options, json);
            return ExitCodes.Done;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Console.Error.WriteLine("Cancelled.");
            return ExitCodes.Cancelled;
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            Console.Error.WriteLine($"Not done within {options.Limit.TotalMinutes} min: what was measured until then follows. Choose with --only.");
            if (run.Result is { } partial)
            {
                await WriteAsync(partial, options, json);
            }

            return ExitCodes.Unavailable;
        }
        catch (BenchException e)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.Failed;
        }
        catch (Exception e) when (e is SandboxException or ClickHouseServerException or AmazonServiceException)
        {
            Console.Error.WriteLine(e.Message);
            return ExitCodes.Unavailable;
        }
    }

    private static async Task WriteAsync(CompareResult result, CompareOptions options, bool json)
    {
        Console.Error.WriteLine(CompareReport.Of(result));
        if (options.OutDirectory is { } directory)
        {
            await Evidence.WriteAsync(result, options.Command, directory, CancellationToken.None);
        }

        if (json)
        {
            Console.WriteLine(CompareJson.Of(result).ToJsonString());
        }
    }

    // Progress<T> would write from other threads, later.
    private sealed class StandardError : IProgress<string>
    {
        public void Report(string value) => Console.Error.WriteLine(value);
    }
}
