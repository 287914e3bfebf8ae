using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Sluice.Cli.Output;
using Sluice.Operating.DeadLetters;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice dlq list</c>: which messages were given up, and why.</summary>
internal sealed class DlqListCommand
{
    private readonly DeadLetterOptions _which = new();

    private readonly Option<int> _limit = new("--limit") { Description = "Most letters to list.", HelpName = "N", DefaultValueFactory = _ => 1000, CustomParser = ParseLimit };

    private readonly Option<bool> _count = new("--count") { Description = "Count all that match, by domain and code, and list none." };

    public static Command Create()
    {
        var list = new DlqListCommand();
        return OperatorCommand.Create(
            "list",
            """
            List dead letters: object, code, reason, SQS's id of the message. SQS cannot be looked into without receiving: while it lists, others do not
            see the letters, and each receive counts as one, which does not matter in a dead-letter queue.

            Exit codes: 0 there are none · 1 there are dead letters · 2 the command line cannot be understood · 3 the configuration cannot be
            used, or there is no such domain · 4 SQS does not answer or refuses, or ClickHouse where --error-code needs it · 130
            cancelled.
            """,
            [.. list._which.Filters, list._limit, list._count],
            list.RunAsync);
    }

    private static int ParseLimit(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit > 0)
        {
            return limit;
        }

        result.AddError($"--limit is {result.Tokens[0].Value}: expected a number of letters, 1 or more.");
        return 0;
    }

    private Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken) =>
        session.Value(_count) ? CountAsync(session, cancellationToken) : ListAsync(session, cancellationToken);

    private async Task<int> ListAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var (desk, filter, most) = (session.Get<DeadLetterDesk>(), _which.Filter(session), session.Value(_limit));
        var list = await DeadLetterOptions.RunAsync(session, "Looking for dead letters", progress => desk.ListAsync(filter, most, progress, cancellationToken));
        foreach (var line in list.Letters.SelectMany(DeadLetterLines.Of))
        {
            session.Say(line);
        }

        session.Say(list.Letters.Count == 0 && list.Refusals.Count > 0 ? "Not every queue could be looked into." : Summary(list));
        SayFault(session, list.Hidden, list.LedgerFault);
        DeadLetterOptions.SayRefusals(session, list.Refusals);
        session.Answer(new { Letters = list.Letters.Select(DeadLetterLines.Answer), list.IsWhole, list.Hidden, Refused = list.Refusals, list.LedgerFault });
        return ExitCode(list.Refusals, list.Letters.Count);
    }

    private async Task<int> CountAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var (desk, filter) = (session.Get<DeadLetterDesk>(), _which.Filter(session));
        var survey = await DeadLetterOptions.RunAsync(session, "Counting dead letters", progress => desk.SurveyAsync(filter, progress, cancellationToken));
        foreach (var line in DeadLetterLines.Of(survey))
        {
            session.Say(line);
        }

        session.Say($"{DeadLetterLines.Letters(survey.Total)}.");
        SayFault(session, survey.Hidden, survey.LedgerFault);
        DeadLetterOptions.SayRefusals(session, survey.Refusals);
        session.Answer(new { survey.Total, survey.Counts, survey.Hidden, Refused = survey.Refusals, survey.LedgerFault });
        return ExitCode(survey.Refusals, survey.Total);
    }

    private static string Summary(DeadLetterList list) => list.IsWhole || list.Refusals.Count > 0
        ? $"{DeadLetterLines.Letters(list.Letters.Count)}."
        : $"{DeadLetterLines.Letters(list.Letters.Count)}, and there are more: --limit lists them, --count counts them.";

    private static void SayFault(OperatorSession session, int hidden, string? fault)
    {
        if (hidden > 0)
        {
            session.Say($"About {hidden} more {(hidden == 1 ? "is" : "are")} in somebody's hand: look again in some minutes.");
        }

        if (fault is not null)
        {
            session.Say($"Some have no reason here: {fault}.");
        }
    }

    private static int ExitCode(IReadOnlyCollection<DeadLetterRefusal> refusals, long letters)
    {
        if (refusals.Count > 0)
        {
            return ExitCodes.Unavailable;
        }

        return letters > 0 ? ExitCodes.Failure : ExitCodes.Success;
    }
}
