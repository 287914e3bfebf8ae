using System.CommandLine;
using System.CommandLine.Parsing;
using Sluice.Operating;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice resolve</c>: a person decides about an object that is in doubt.</summary>
internal sealed class ResolveCommand
{
    private readonly ObjectArgument _object = new();

    private readonly Option<bool> _loaded = new("--loaded") { Description = "Its rows are in the table: the next delivery is settled without loading." };

    private readonly Option<bool> _notLoaded = new("--not-loaded") { Description = "No row of it is in the table: the next delivery loads it." };

    public static Command Create()
    {
        var resolve = new ResolveCommand();
        var command = OperatorCommand.Create(
            "resolve",
            """
            Decide about an object that is in doubt: look into the table, then say whether its rows are there. Nothing is inserted or deleted; the
            ledger takes the answer down. --not-loaded is refused while rows of the object are in the table: 'sluice unload' takes them out.

            Exit codes: 0 the ledger says so now · 1 refused: the table has rows of the object · 2 the command line cannot be understood ·
            3 the configuration cannot be used, or the object is not in doubt · 4 ClickHouse does not answer or refuses the user.
            """,
            [resolve._object.Address, resolve._object.ETag, resolve._loaded, resolve._notLoaded],
            resolve.RunAsync);
        command.Validators.Add(resolve.Validate);
        return command;
    }

    private void Validate(CommandResult result)
    {
        if (result.GetValue(_loaded) == result.GetValue(_notLoaded))
        {
            result.AddError("Say either --loaded or --not-loaded.");
        }
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var address = _object.Of(session);
        var entry = await session.Get<DoubtResolver>().ResolveAsync(address, _object.ETagOf(session), session.Value(_loaded), cancellationToken);
        var state = KnownVersions.Word(entry.State);
        session.Say(
            session.Value(_loaded)
                ? $"{address} (entity tag {entry.ETag}) is {state} now; its message, if it comes back, is settled without loading."
                : $"{address} (entity tag {entry.ETag}) is {state} now; it is loaded when its message comes back from the dead-letter queue, or when it is announced again.");
        session.Answer(new { Object = address.ToString(), Etag = entry.ETag, LoadId = entry.LoadId.Value, State = state, entry.Rows });
        return ExitCodes.Success;
    }
}
