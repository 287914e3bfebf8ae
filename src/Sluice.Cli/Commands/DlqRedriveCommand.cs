using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Operating.DeadLetters;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice dlq redrive</c>: dead letters, through their queues again.</summary>
internal sealed class DlqRedriveCommand
{
    private readonly DeadLetterOptions _which = new();

    private readonly Option<bool> _dryRun = ObjectOptions.DryRun("Count, and move nothing.");

    public static Command Create()
    {
        var redrive = new DlqRedriveCommand();
        var command = OperatorCommand.Create(
            "redrive",
            """
            Put dead letters back into their load queues, where they have all their attempts again; at least one filter says which. Whole domains
            SQS moves by itself; Ctrl-C has it stop. Letters that a filter takes are sent and then deleted, ten at a time: what is interrupted may
            be in both queues, which does no harm, and running it again goes on. Letters that come in meanwhile stay.

            Exit codes: 0 all were moved, or would be with --dry-run, or nothing matched · 1 some were not moved · 2 the command line cannot
            be understood, or names no filter · 3 the configuration cannot be used, or there is no such domain · 4 SQS does not answer
            or refuses · 130 cancelled; what was moved until then is moved.
            """,
            [.. redrive._which.FiltersOrAll, redrive._dryRun],
            redrive.RunAsync);
        command.Validators.Add(redrive._which.NeedFilter);
        return command;
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var (desk, filter) = (session.Get<DeadLetterDesk>(), _which.Filter(session));
        if (session.Value(_dryRun))
        {
            var survey = await DeadLetterOptions.RunAsync(session, "Counting dead letters", progress => desk.SurveyAsync(filter, progress, cancellationToken));
            return DeadLetterLines.SayDryRun(session, survey, "moved");
        }

        var report = await DeadLetterOptions.RunAsync(session, "Moving dead letters", progress => desk.RedriveAsync(filter, progress, cancellationToken));
        return DeadLetterOptions.Finish(session, report, "moved back to the load queues", filter.MessageIds.Count);
    }
}
