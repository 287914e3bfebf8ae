using System.CommandLine;
using Sluice.Cli.Output;
using Sluice.Configuration;
using Sluice.Operating;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice explain</c>: what the agent would do with an object, and why.</summary>
internal sealed class ExplainCommand
{
    private readonly ObjectArgument _object = new();

    public static Command Create()
    {
        var explain = new ExplainCommand();
        return OperatorCommand.Create(
            "explain",
            """
            Say what would become of an object if it were announced now, without loading anything: where its key belongs, what the ledger knows,
            what its footer says, how its columns fit the table, whether the table takes it once, and the INSERT with credentials hidden.

            Exit codes: 0 it would be loaded, or is loaded already · 1 it would be refused, with the reason · 2 the command line cannot be
            understood · 3 the configuration cannot be used, or there is no such object · 4 ClickHouse or S3 does not answer.
            """,
            [explain._object.Address],
            explain.RunAsync);
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var explanation = await session.Get<ObjectExplainer>().ExplainAsync(_object.Of(session), cancellationToken);
        new ExplanationView(session.People, session.Get<SluiceSettings>().Loading.ProvenanceColumn).Show(explanation);
        session.Answer(ExplanationAnswer.Of(explanation));
        return explanation.Conclusion == Conclusion.WouldRefuse ? ExitCodes.Failure : ExitCodes.Success;
    }
}
