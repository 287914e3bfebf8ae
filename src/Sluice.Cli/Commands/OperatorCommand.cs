using System.CommandLine;
using ClickHouse.Driver;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Cli.Output;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Operating;

namespace Sluice.Cli.Commands;

/// <summary>What operators' commands share: the configuration, the services, and where answers go.</summary>
internal static class OperatorCommand
{
    /// <summary>The option by which every command that needs a configuration takes it.</summary>
    public static Option<string> ConfigOption() => new("--config", "-c")
    {
        Description = "The configuration file. Write one with 'sluice init'.",
        HelpName = "FILE",
        DefaultValueFactory = _ => "sluice.json",
    };

    /// <summary>Makes a command with <c>--config</c> and <c>--json</c> besides its own symbols.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="description">What <c>--help</c> says, with the exit codes.</param>
    /// <param name="symbols">Its own arguments and options.</param>
    /// <param name="run">What it does; the result is one of <see cref="ExitCodes"/>.</param>
    /// <param name="adjust">Changes the configuration by what was asked for, before anything connects.</param>
    public static Command Create(
        string name,
        string description,
        IEnumerable<Symbol> symbols,
        Func<OperatorSession, CancellationToken, Task<int>> run,
        Func<ParseResult, SluiceSettings, SluiceSettings>? adjust = null)
    {
        var config = ConfigOption();
        var json = new Option<bool>("--json") { Description = "Answer with one JSON line on stdout; text for people goes to stderr." };
        var command = new Command(name, description);
        foreach (var symbol in symbols)
        {
            Add(command, symbol);
        }

        command.Add(config);
        command.Add(json);
        command.SetAction((parsed, cancellationToken) =>
        {
            var settings = ConfigurationLoader.Load(parsed.GetValue(config)!);
            return RunAsync(parsed, adjust?.Invoke(parsed, settings) ?? settings, parsed.GetValue(json), run, cancellationToken);
        });
        return command;
    }

    private static void Add(Command command, Symbol symbol)
    {
        if (symbol is Argument argument)
        {
            command.Add(argument);
        }
        else
        {
            command.Add((Option)symbol);
        }
    }

    private static async Task<int> RunAsync(
        ParseResult parsed,
        SluiceSettings settings,
        bool json,
        Func<OperatorSession, CancellationToken, Task<int>> run,
        CancellationToken cancellationToken)
    {
        await using var services = new ServiceCollection()
            .AddLogging(Consoles.WarningsOnly)
            .AddSluiceOperations(settings)
            .BuildServiceProvider();
        try
        {
            return await run(new OperatorSession(parsed, services, Consoles.ForPeople(json), json), cancellationToken);
        }
        catch (OperationException e)
        {
            throw new CliException(ExitCode(e.Fault), e.Message, e);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is ClickHouseServerException or HttpRequestException)
        {
            var failure = FailureClassifier.Classify(e);
            var needs = failure.Kind is ErrorKind.Connection or ErrorKind.Permission or ErrorKind.Database;
            throw new CliException(
                needs ? ExitCodes.Unavailable : ExitCodes.Failure,
                $"ClickHouse ({settings.ClickHouse}) did not do it: {failure.Reason}.",
                e);
        }
    }

    private static int ExitCode(OperationFault fault) => fault switch
    {
        OperationFault.BadInput => ExitCodes.BadInput,
        OperationFault.NotPermitted => ExitCodes.Unavailable,
        _ => ExitCodes.Failure,
    };
}
