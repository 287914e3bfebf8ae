using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Operating.DeadLetters;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice dlq purge</c>: deletes dead letters for good.</summary>
internal sealed class DlqPurgeCommand
{
    private readonly DeadLetterOptions _which = new();

    private readonly Option<bool> _dryRun = ObjectOptions.DryRun("Show, and delete nothing.");

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask. Needed where there is no terminal." };

    public static Command Create()
    {
        var purge = new DlqPurgeCommand();
        var command = OperatorCommand.Create(
            "purge",
            """
            Delete dead letters for good; at least one filter says which. It shows what matches and asks first, and deletes what it has shown or
            counted and nothing that came in since. The ledger keeps the reason, and S3 the object: 'sluice replay' or 'sluice backfill' announces it
            again. Only a message about no object is lost.

            Exit codes: 0 all were deleted, or would be with --dry-run, or nothing matched · 1 some were not deleted · 2 the command line
            cannot be understood, names no filter, or needs --yes · 3 the configuration cannot be used, or there is no such domain ·
            4 SQS does not answer or refuses · 130 cancelled, or not confirmed; what was deleted until then is deleted.
            """,
            [.. purge._which.FiltersOrAll, purge._dryRun, purge._yes],
            purge.RunAsync);
        command.Validators.Add(purge._which.NeedFilter);
        return command;
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var (desk, filter, isDryRun) = (session.Get<DeadLetterDesk>(), _which.Filter(session), session.Value(_dryRun));
        OperatorSession.NeedTerminalOr(session.Value(_yes) || isDryRun);
        var survey = await DeadLetterOptions.RunAsync(session, "Counting dead letters", progress => desk.SurveyAsync(filter, progress, cancellationToken));
        if (isDryRun || survey.Total == 0)
        {
            return DeadLetterLines.SayDryRun(session, survey, "deleted", isDryRun);
        }

        foreach (var line in DeadLetterLines.Preview(survey))
        {
            session.Say(line);
        }

        if (!session.Value(_yes) && !session.Confirm($"Delete {DeadLetterLines.Letters(survey.Total)} for good?"))
        {
            throw new CliException(ExitCodes.Cancelled, "Nothing was deleted.");
        }

        var shown = new DeadLetterFilter { Domain = filter.Domain, MessageIds = survey.MessageIds };
        var report = await DeadLetterOptions.RunAsync(session, "Deleting dead letters", progress => desk.PurgeAsync(shown, progress, cancellationToken));
        return DeadLetterOptions.Finish(session, report with { Refusals = [.. survey.Refusals.Concat(report.Refusals).DistinctBy(refusal => refusal.Sentence)] }, "deleted for good", survey.Total);
    }
}
