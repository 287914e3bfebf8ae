using System.CommandLine;
using System.CommandLine.Parsing;
using Sluice.Cli.Output;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Operating;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice replay</c>: objects that the ledger knows, through their queues again.</summary>
internal sealed class ReplayCommand
{
    private readonly Option<string?> _key = new("--key") { Description = "Keys that are this, or begin with it; s3://<bucket>/<key> will do too.", HelpName = "KEY_OR_PREFIX" };

    private readonly Option<LoadState[]> _states = new("--state")
    {
        Description = $"Objects in this state; may be given again. Without it: {string.Join(", ", Replay.DefaultStates.Select(LedgerListing.NameOf))}.",
        HelpName = "STATE",
        CustomParser = ParseStates,
    };

    private readonly Option<string?> _errorCode = new("--error-code") { Description = "Objects whose last attempt failed with this code, such as E003.", HelpName = "CODE" };

    private readonly Option<DateTime?> _since = ObjectOptions.Time("--since", "Objects whose ledger row was written at or after this time");

    private readonly Option<DateTime?> _until = ObjectOptions.Time("--until", "Objects whose ledger row was written before this time");

    private readonly Option<string?> _domain = ObjectOptions.Domain();

    private readonly Option<bool> _dryRun = ObjectOptions.DryRun("Count, and send nothing.");

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask. Needed where there is no terminal." };

    public static Command Create()
    {
        var replay = new ReplayCommand();
        var command = OperatorCommand.Create(
            "replay",
            """
            Put objects that the ledger knows back through their queues; at least one filter says which. Loaded objects are left alone: take their
            rows out with 'sluice unload' first. Objects in doubt are left alone: decide about them with 'sluice resolve'.

            A dead letter's message stays in the dead-letter queue. Redriving it later does no harm: by then the object is already loaded.

            Exit codes: 0 all were sent, or would be with --dry-run, or nothing matched · 1 some could not be sent, or all that matched is loaded
            or in doubt · 2 the command line cannot be understood, names no filter, or needs --yes · 3 the configuration cannot be
            used · 4 SQS or ClickHouse does not answer or refuses · 130 cancelled, or not confirmed; what was sent until then is
            sent.
            """,
            [replay._key, replay._states, replay._errorCode, replay._since, replay._until, replay._domain, replay._dryRun, replay._yes],
            replay.RunAsync);
        command.Validators.Add(replay.Validate);
        return command;
    }

    private void Validate(CommandResult result)
    {
        Option[] filters = [_key, _states, _errorCode, _since, _until, _domain];
        if (!Array.Exists(filters, filter => result.GetResult(filter) is not null))
        {
            result.AddError("Which objects? Name at least one of --key, --state, --error-code, --since, --until and --domain.");
        }
    }

    internal static LoadState[] ParseStates(ArgumentResult result)
    {
        var states = new List<LoadState>();
        foreach (var name in result.Tokens.Select(token => token.Value))
        {
            var found = Enum.GetValues<LoadState>().Where(state => LedgerListing.NameOf(state) == name).ToList();
            states.AddRange(found);
            if (found.Count == 0)
            {
                result.AddError($"--state is {name}: expected one of {string.Join(", ", Enum.GetValues<LoadState>().Select(LedgerListing.NameOf))}.");
            }
        }

        return [.. states];
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var (replay, filter) = (session.Get<Replay>(), Filter(session));
        var isDryRun = session.Value(_dryRun);
        OperatorSession.NeedTerminalOr(session.Value(_yes) || isDryRun);
        var plan = await replay.PlanAsync(filter, cancellationToken);
        Show(session, plan, isDryRun);
        if (plan.Total > 0 && !isDryRun && !session.Value(_yes) && !session.Confirm($"Put {ObjectLines.Objects(plan.Total)} back through the queues?"))
        {
            throw new CliException(ExitCodes.Cancelled, "Nothing was sent.");
        }

        var report = isDryRun || plan.Total == 0
            ? new ReplayReport(plan.Total, 0, [])
            : await ObjectOptions.RunAsync(session, progress => replay.RunAsync(filter, progress, cancellationToken));
        Show(session, report, isDryRun);
        session.Answer(new
        {
            IsDryRun = isDryRun,
            report.Sent,
            ByState = ObjectLines.ByState(plan.Sendable),
            plan.Loaded,
            plan.InDoubt,
            Unsent = report.UnsentCount,
            Objects = report.Unsent,
        });
        var isNothingPossible = plan.Total == 0 && plan.Loaded + plan.InDoubt > 0;
        return report.UnsentCount == 0 && !isNothingPossible ? ExitCodes.Success : ExitCodes.Failure;
    }

    private LedgerFilter Filter(OperatorSession session)
    {
        var topology = session.Get<SluiceSettings>().Topology;
        var domain = ObjectOptions.DomainOf(session, _domain);
        var key = session.Value(_key) ?? "";
        var address = $"s3://{topology.Bucket}/";
        return new LedgerFilter
        {
            KeyPrefix = key.StartsWith(address, StringComparison.Ordinal) ? key[address.Length..] : key,
            States = session.Value(_states) ?? [],
            ErrorCode = session.Value(_errorCode),
            Since = session.Value(_since),
            Until = session.Value(_until),
            Domain = domain,
        };
    }

    private static void Show(OperatorSession session, ReplayPlan plan, bool isDryRun)
    {
        if (plan.Total > 0 && !isDryRun)
        {
            session.Say($"To be sent: {ObjectLines.Text(plan.Sendable)}.");
        }

        if (plan.Loaded > 0)
        {
            session.Say($"{ObjectLines.Objects(plan.Loaded)} left alone: loaded already. To load again, take the rows out with 'sluice unload' first.");
        }

        if (plan.InDoubt > 0)
        {
            session.Say($"{ObjectLines.Objects(plan.InDoubt)} left alone: in doubt. Decide about them with 'sluice resolve'.");
        }
    }

    private static void Show(OperatorSession session, ReplayReport report, bool isDryRun)
    {
        session.Say($"{ObjectLines.Objects(report.Sent)} {(isDryRun ? "would be sent" : "sent")} to the queues.");
        if (report.UnsentCount > 0)
        {
            session.Say($"{ObjectLines.Objects(report.UnsentCount)} could not be sent:");
            foreach (var line in ObjectLines.First(report.Unsent, report.UnsentCount))
            {
                session.Say(line);
            }
        }
    }
}
