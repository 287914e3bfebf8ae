using System.CommandLine;
using System.CommandLine.Parsing;
using Sluice.Cli.Output;
using Sluice.Operating;
using Sluice.Topology;

namespace Sluice.Cli.Commands;

/// <summary>What the commands that pass over many objects share.</summary>
internal static class ObjectOptions
{
    public static Option<string?> Domain() => new("--domain") { Description = "This domain alone.", HelpName = "NAME" };

    /// <summary>The name that the option gives, or null.</summary>
    /// <exception cref="CliException">There is no such domain.</exception>
    public static string? DomainOf(OperatorSession session, Option<string?> option)
    {
        var topology = session.Get<PipelineTopology>();
        return session.Value(option) is { } domain && topology.FindDomain(domain) is null
            ? throw new CliException(ExitCodes.BadInput, $"There is no domain {domain}: it is one of {string.Join(", ", topology.Domains.Select(known => known.Name))}.")
            : session.Value(option);
    }

    public static Option<bool> DryRun(string description) => new("--dry-run") { Description = description };

    /// <summary>An option that takes a time, or a duration back from now.</summary>
    public static Option<DateTime?> Time(string name, string description) => new(name)
    {
        Description = $"{description}: {SinceParser.Expected}.",
        HelpName = "T",
        CustomParser = result => ParseTime(name, result),
    };

    /// <summary>Runs a long operation with progress on stderr, and says which service refused it.</summary>
    public static async Task<T> RunAsync<T>(OperatorSession session, Func<OperationProgress, Task<T>> run)
    {
        var progress = new OperationProgress();
        try
        {
            await using var line = ProgressLine.Show(progress, session.Get<TimeProvider>());
            return await run(progress);
        }
        catch (AwsException e)
        {
            throw new CliException(
                ExitCodes.Unavailable, $"{e.Message}. It had come through {progress.Objects} keys; what was sent until then is sent, and running it again does no harm.", e);
        }
    }

    private static DateTime? ParseTime(string name, ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (SinceParser.TryParse(text, TimeProvider.System.GetUtcNow()) is { } time)
        {
            return time;
        }

        result.AddError($"{name} is {text}: expected {SinceParser.Expected}.");
        return null;
    }
}
