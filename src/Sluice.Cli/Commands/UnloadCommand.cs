using System.CommandLine;
using System.Globalization;
using Sluice.Cli.Output;
using Sluice.Operating;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice unload</c>: takes one object's rows out of its table.</summary>
internal sealed class UnloadCommand
{
    private readonly ObjectArgument _object = new();

    private readonly Option<bool> _dryRun = new("--dry-run") { Description = "Say what would be taken out, and change nothing." };

    private readonly Option<bool> _yes = new("--yes", "-y") { Description = "Do not ask. Needed where there is no terminal." };

    private readonly Option<bool> _ignoreViews = new("--ignore-views") { Description = "Leave what the table's materialized views made of the rows." };

    private readonly AdministratorOptions _administrator = new();

    public static Command Create()
    {
        var unload = new UnloadCommand();
        return OperatorCommand.Create(
            "unload",
            """
            Take an object's rows out of its table, and out of the tables behind its materialized views, by the provenance column, and say
            how many. Without --etag every content of the key that was loaded, or is in doubt. The ledger then says "unloaded": the object is
            loaded again only when it is announced again. What was cut off is finished by running it again.

            Exit codes: 0 taken out, or nothing left to take out · 1 refused: rows cannot be told apart, or an insert may be running ·
            2 the command line cannot be understood, or there is no terminal to ask on and no --yes · 3 the configuration cannot be used, or no
            row of such an object was ever inserted · 4 ClickHouse does not answer, or the user may not delete rows · 130 not confirmed.
            """,
            [unload._object.Address, unload._object.ETag, unload._ignoreViews, unload._dryRun, unload._yes, .. unload._administrator.Symbols],
            unload.RunAsync,
            unload._administrator.Adjust);
    }

    private async Task<int> RunAsync(OperatorSession session, CancellationToken cancellationToken)
    {
        var (dryRun, ignoreViews) = (session.Value(_dryRun), session.Value(_ignoreViews));
        OperatorSession.NeedTerminalOr(session.Value(_yes) || dryRun);
        var address = _object.Of(session);
        var unloader = session.Get<ObjectUnloader>();
        var plan = await unloader.PlanAsync(address, _object.ETagOf(session), ignoreViews, cancellationToken);
        Show(session, address, plan, ignoreViews);
        if (plan.Count > 0 && !dryRun && !session.Value(_yes) && !session.Confirm("Take them out?"))
        {
            throw new CliException(ExitCodes.Cancelled, "Nothing was taken out.");
        }

        var unloaded = new List<UnloadedVersion>();
        foreach (var version in plan)
        {
            var rows = dryRun ? version.Rows : await unloader.RunAsync(version, ignoreViews, cancellationToken);
            unloaded.Add(UnloadedVersion.Of(version, rows, ignoreViews));
        }

        var total = unloaded.Sum(version => version.Rows);
        session.Say($"{(dryRun ? "Would take" : "Took")} {Number(total)} {(total == 1 ? "row" : "rows")} of {address} out.");
        session.Answer(new { Object = address.ToString(), DryRun = dryRun, Rows = total, Versions = unloaded });
        return ExitCodes.Success;
    }

    private static void Show(OperatorSession session, S3Address address, IReadOnlyList<UnloadVersion> plan, bool ignoreViews)
    {
        if (plan.Count == 0)
        {
            session.Say($"{address} is unloaded already.");
        }

        foreach (var (entry, target, rows) in plan)
        {
            session.Say($"{target.Name} has {Number(rows)} rows of entity tag {entry.ETag}; the ledger says {KnownVersions.Word(entry.State)}, {Number((long)entry.Rows)} rows.");
            foreach (var behind in target.Written.Skip(1))
            {
                session.Say(ignoreViews ? $"  {behind.Name}, behind a materialized view, is left as it is." : $"  {behind.Name}, behind a materialized view, loses its rows too.");
            }
        }
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);
}
