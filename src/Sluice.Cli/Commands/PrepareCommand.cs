using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sluice.Configuration;
using Sluice.Loading.Targets;
using Sluice.Operating;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice prepare</c>: the ledger and the tables, ready for exactly-once loading.</summary>
internal sealed class PrepareCommand
{
    private const int SmallestWindow = 100;

    private readonly Argument<string[]> _tables = new("table")
    {
        Description = "Tables to prepare, as database.table.",
        HelpName = "TABLE",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<bool> _all = new("--all") { Description = "Prepare every MergeTree table of the configured domains' databases." };

    private readonly Option<int> _window = new("--window")
    {
        Description = $"How many of its latest blocks each table remembers, at least {SmallestWindow}. Tables that remember more stay as they are.",
        HelpName = "BLOCKS",
        DefaultValueFactory = _ => 1000,
        CustomParser = ParseWindow,
    };

    private readonly Option<bool> _provenance = new("--provenance")
    {
        Description = "Also add the provenance column (loading.provenanceColumn) to the tables, by which rows are told apart by object.",
    };

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Print the statements and run none." };

    private readonly AdministratorOptions _administrator = new();

    public static Command Create()
    {
        var prepare = new PrepareCommand();
        var command = OperatorCommand.Create(
            "prepare",
            """
            Make tables ready for exactly-once loading: the ledger, and a deduplication window on each table and on every table that its
            materialized views write to. What is ready already is left alone, so that it may be run again at any time.

            Exit codes: 0 all are ready, or would be with --dry-run · 1 some table cannot be prepared, with the reason · 2 the command line
            cannot be understood, or names no table · 3 the configuration cannot be used, or there is no such table; nothing was done ·
            4 ClickHouse does not answer or lets this user see nothing.
            """,
            [prepare._tables, prepare._all, prepare._window, prepare._provenance, prepare._dryRun, .. prepare._administrator.Symbols],
            prepare.RunAsync,
            prepare._administrator.Adjust);
        command.Validators.Add(prepare.Validate);
        return command;
    }

    private static int ParseWindow(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var window) && window >= SmallestWindow)
        {
            return window;
        }

        result.AddError($"--window is {text}: expected a whole number, at least {SmallestWindow}.");
        return 0;
    }

    private static TableName? ParseTable(string text) =>
        text.Split('.', 2) is [{ Length: > 0 } database, { Length: > 0 } name] ? new TableName(database, name) : null;

    private void Validate(CommandResult result)
    {
        var tables = result.GetValue(_tables) ?? [];
        if (tables.Length == 0 && !result.GetValue(_all))
        {
            result.AddError("Which tables? Name them as database.table, or say --all for every MergeTree table of the domains' databases.");
        }
        else if (tables.Length > 0 && result.GetValue(_all))
        {
            result.AddError("Either name tables or say --all.");
        }

        foreach (var table in tables.Where(table => ParseTable(table) is null))
        {
            result.AddError($"\"{table}\" is not the name of a table: expected database.table.");
        }
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var (preparer, settings) = (session.Get<TablePreparer>(), session.Get<SluiceSettings>());
        var tables = session.Value(_all)
            ? await preparer.FindAllAsync(cancellationToken)
            : await preparer.FindAsync(session.Value(_tables)!.Select(table => ParseTable(table)!.Value), cancellationToken);
        var plan = new PreparationPlan(session.Value(_window), session.Value(_provenance) ? settings.Loading.ProvenanceColumn : null);
        List<TablePreparation> preparations = [await preparer.PlanLedgerAsync(cancellationToken), .. tables.Select(plan.Of)];
        for (var n = 0; n < preparations.Count && !session.Value(_dryRun); n++)
        {
            preparations[n] = await preparer.RunAsync(preparations[n], cancellationToken);
        }

        Show(session, preparations, settings.ClickHouse.User);
        session.Answer(new { DryRun = session.Value(_dryRun), Ready = preparations.TrueForAll(preparation => preparation.IsGood), Preparations = preparations });
        return preparations.TrueForAll(preparation => preparation.IsGood) ? ExitCodes.Success : ExitCodes.Failure;
    }

    private static void Show(OperatorSession session, List<TablePreparation> preparations, string user)
    {
        foreach (var preparation in preparations)
        {
            session.Say(preparation.Table);
            foreach (var step in preparation.Steps)
            {
                session.Say($"  {Word(step.Status),-7} {step.Subject}: {step.Detail}");
                if (step is { Status: StepStatus.Needed, Statement: { } statement })
                {
                    session.Say($"{statement};");
                }
            }
        }

        var left = preparations.SelectMany(preparation => preparation.Steps).Where(step => step.Status == StepStatus.NotPermitted).ToList();
        if (left.Count > 0)
        {
            session.Say($"ClickHouse user {user} may not do that. Name one who may with --clickhouse-user, or have an administrator run:");
            left.ForEach(step => session.Say($"{step.Statement};"));
        }
    }

    private static string Word(StepStatus status) => status switch
    {
        StepStatus.Fine => "fine",
        StepStatus.Needed => "would",
        StepStatus.Done => "done",
        StepStatus.NotPermitted => "denied",
        _ => "cannot",
    };
}
