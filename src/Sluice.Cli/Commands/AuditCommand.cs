using System.Collections.Immutable;
using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sluice.Configuration;
using Sluice.Operating;
using Sluice.Topology;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice audit</c>: one figure, <c>unaccounted</c>, and what is behind it.</summary>
internal sealed class AuditCommand
{
    private static readonly TimeSpan _defaultGrace = TimeSpan.FromHours(1);

    private readonly Option<string?> _domain = ObjectOptions.Domain();

    private readonly Option<DateTime?> _since = ObjectOptions.Time("--since", "Only objects created at or after this time");

    private readonly Option<TimeSpan?> _grace = new("--grace")
    {
        Description = "How long after its creation an object may be unknown to the ledger, such as 15m or 2h. [default: 1h]",
        HelpName = "DURATION",
        CustomParser = ParseGrace,
    };

    private readonly Option<int> _limit = new("--limit")
    {
        Description = "How many of the objects behind the figure are shown; all are counted.",
        HelpName = "OBJECTS",
        DefaultValueFactory = _ => 100,
        CustomParser = ParseLimit,
    };

    private readonly Option<bool> _repair = new("--repair")
    {
        Description = "Send missing and stuck objects, and those none of whose rows is left, through their queues again.",
    };

    private readonly Option<bool> _dryRun = ObjectOptions.DryRun("With --repair: count what would be sent, and send nothing.");

    public static Command Create()
    {
        var audit = new AuditCommand();
        var command = OperatorCommand.Create(
            "audit",
            """
            Compare what is in the bucket with the ledger and with the rows in the tables, and give one figure: unaccounted. It changes nothing, unless
            --repair is given. It takes s3:ListBucket on the bucket, and sqs:SendMessage on the queues for --repair.

            Accounted for is an object that is loaded with all its rows, dead-lettered, skipped, or unloaded by an operator. Pending is one that is on
            its way. Unaccounted are:
              missing             in the bucket for longer than --grace and unknown to the ledger
              stuck               attempted, and for longer than its message can come back (visibilityTimeout × maxReceiveCount)
              in_doubt            parked: nobody knows whether its rows are in the table ('sluice resolve')
              rows_missing        loaded, and the table has fewer of its rows
              rows_duplicated     loaded, and the table has more of its rows
              rows_left           not loaded, unloaded or replaced, and the table has rows of it
              orphan_rows         the table has rows of an object that the ledger does not know
              table_rows_missing  a table without the provenance column has fewer rows than its objects together
            Rows are compared per object where the table has the provenance column (loading.provenanceColumn).

            Exit codes: 0 unaccounted is 0 · 1 it is not · 2 the command line cannot be understood · 3 the configuration cannot be used · 4 S3, SQS or
            ClickHouse does not answer or refuses · 130 cancelled.
            """,
            [audit._domain, audit._since, audit._grace, audit._limit, audit._repair, audit._dryRun],
            audit.RunAsync);
        command.Validators.Add(audit.Validate);
        return command;
    }

    private void Validate(CommandResult result)
    {
        if (result.GetValue(_dryRun) && !result.GetValue(_repair))
        {
            result.AddError("--dry-run goes with --repair: without it nothing is changed anyway.");
        }
    }

    private static TimeSpan? ParseGrace(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (SinceParser.TryParseDuration(text) is { } grace)
        {
            return grace;
        }

        result.AddError($"--grace is {text}: expected a duration such as 90s, 15m, 2h or 1d.");
        return null;
    }

    private static int ParseLimit(ArgumentResult result)
    {
        var text = result.Tokens[0].Value;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var limit))
        {
            return limit;
        }

        result.AddError($"--limit is {text}: expected a whole number.");
        return 0;
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var repair = (session.Value(_repair), session.Value(_dryRun)) switch
        {
            (false, _) => RepairMode.Off,
            (true, true) => RepairMode.DryRun,
            _ => RepairMode.On,
        };
        var request = new AuditRequest(
            Domains(session), session.Value(_since), session.Value(_grace) ?? _defaultGrace, session.Value(_limit), repair);
        var report = await ObjectOptions.RunAsync(session, progress => session.Get<Audit>().RunAsync(request, progress, cancellationToken));
        new AuditView(session).Show(report, repair);
        session.Answer(AuditLine.Of(report));
        return report.Counts.Unaccounted == 0 ? ExitCodes.Success : ExitCodes.Failure;
    }

    private ImmutableArray<Domain> Domains(OperatorSession session)
    {
        var topology = session.Get<SluiceSettings>().Topology;
        return session.Value(_domain) switch
        {
            null => topology.Domains,
            var name when topology.FindDomain(name) is { } domain => [domain],
            var name => throw new CliException(
                ExitCodes.BadInput, $"There is no domain {name}: it is one of {string.Join(", ", topology.Domains.Select(known => known.Name))}."),
        };
    }
}
