using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Operating.DeadLetters;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice dlq show</c>: everything about one dead letter.</summary>
internal sealed class DlqShowCommand
{
    private readonly Argument<string> _id = new("message-id") { Description = "SQS's id of the message, from 'sluice dlq list'." };

    private readonly Option<string?> _domain = ObjectOptions.Domain();

    public static Command Create()
    {
        var show = new DlqShowCommand();
        return OperatorCommand.Create(
            "show",
            """
            Show one dead letter: its body and attributes, what the ledger knows of its object, what helps, and, when the columns did not fit, how they
            fit the table now.

            Exit codes: 0 shown · 2 the command line cannot be understood · 3 the configuration cannot be used, or there is no such letter ·
            4 SQS does not answer or refuses · 130 cancelled.
            """,
            [show._id, show._domain],
            show.RunAsync);
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var (inspector, id) = (session.Get<DeadLetterInspector>(), session.Value(_id)!);
        var detail = await DeadLetterOptions.RunAsync(
            session, "Looking for it", progress => inspector.ShowAsync(id, session.Value(_domain), progress, cancellationToken));
        foreach (var line in DeadLetterLines.Of(detail))
        {
            session.Say(line);
        }

        session.Answer(DeadLetterLines.Answer(detail));
        return ExitCodes.Success;
    }
}
