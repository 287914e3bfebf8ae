using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;
using Sluice.Operating.Doctor.EndToEnd;

namespace Sluice.Operating.Doctor.Server;

/// <summary>The tables that objects are loaded into.</summary>
internal sealed class TablesCheck(ClickHouseClient client, TablePreparer preparer, TargetRefusal refusal, SluiceSettings settings) : IDoctorCheck
{
    public CheckInfo Info => CheckTable.Tables;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var tables = await preparer.FindAllAsync(cancellationToken);
        List<Finding> wrong =
        [
            .. await DatabasesAsync(tables, cancellationToken),
            .. await RefusalsAsync(tables, cancellationToken),
            .. await MissingAsync(cancellationToken),
            .. WithoutProvenance(tables),
        ];
        return tables.Count > 0 && wrong.TrueForAll(finding => finding.Status != CheckStatus.Problem)
            ? [Finding.Ok(Info.Name, $"{tables.Count} take objects: {Words.Few([.. tables.Select(table => $"{table.Name}")])}"), .. wrong]
            : wrong;
    }

    private async Task<IEnumerable<Finding>> DatabasesAsync(IReadOnlyList<TargetTable> tables, CancellationToken cancellationToken)
    {
        var databases = settings.Topology.Domains.Select(domain => domain.Database).Distinct().ToList();
        var there = await Rows.OfAsync(
            client, $"SELECT name FROM system.databases WHERE name IN ({string.Join(", ", databases.Select(Sql.Literal))})", row => row.GetString(0), cancellationToken);
        var empty = databases.Intersect(there).Where(database => tables.All(table => table.Name.Database != database)).ToList();
        return
        [
            .. databases.Except(there).Select(database => Finding.Problem(
                database, "there is no such database, or the user may not see it: every object of its domain is dead-lettered", $"CREATE DATABASE {Sql.Identifier(database)}")),
            .. empty.Count == 0
                ? Array.Empty<Finding>()
                : [Finding.Warning(Info.Name, $"there are none yet in {Words.List(empty)}: an object for a table that is not there is dead-lettered", "make the tables, then 'sluice prepare --all --provenance --clickhouse-user <administrator>'")],
        ];
    }

    private async Task<IEnumerable<Finding>> RefusalsAsync(IReadOnlyList<TargetTable> tables, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var table in tables)
        {
            var rules = settings.Loading.For(table.Name.Database, table.Name.Name);
            if (await refusal.OfAsync(table.Name, table, rules, cancellationToken) is { } reason)
            {
                findings.Add(Refused(table.Name, rules, reason));
            }
        }

        return findings;
    }

    private static Finding Refused(TableName table, TableRules rules, string reason)
    {
        if (reason.Contains("'sluice prepare ", StringComparison.Ordinal))
        {
            return Finding.Problem(
                $"{table}", reason.Split(": run '", 2)[0], $"sluice prepare {table}{(rules.OnOverwrite == OverwritePolicy.Replace ? " --provenance" : "")} --clickhouse-user <administrator>");
        }

        // What a refusal asks for comes last.
        return reason.LastIndexOf(": ", StringComparison.Ordinal) is > 0 and var colon
            ? Finding.Problem($"{table}", reason[..colon], reason[(colon + 2)..])
            : Finding.Problem($"{table}", reason, "docs/operations.md has what each reason asks for");
    }

    /// <summary>Tables that the ledger knows of and that are not there.</summary>
    private async Task<IEnumerable<Finding>> MissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            var missing = await Rows.OfAsync(
                client,
                $"""
                 SELECT database, table, countIf(state IN ('failed', 'dead_lettered')), count()
                 FROM {Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads} FINAL
                 WHERE database IN ({string.Join(", ", settings.Topology.Domains.Select(domain => Sql.Literal(domain.Database)))})
                   AND (database, table) NOT IN (SELECT database, name FROM system.tables) AND NOT startsWith(table, {Sql.Literal(EndToEndRequest.TablePrefix)})
                 GROUP BY database, table ORDER BY database, table
                 """,
                row => (Name: new TableName(row.GetString(0), row.GetString(1)), Refused: Number(row.GetValue(2)), All: Number(row.GetValue(3))),
                cancellationToken);
            return missing.Select(table => table.Refused > 0
                ? Finding.Problem($"{table.Name}", $"is not there, and {Words.Several(table.Refused, "object")} {(table.Refused == 1 ? "was" : "were")} meant for it", $"make the table, 'sluice prepare {table.Name} --provenance --clickhouse-user <administrator>', then 'sluice replay --error-code E003'")
                : Finding.Warning($"{table.Name}", $"is not there any more; {Words.Several(table.All, "object")} {(table.All == 1 ? "was" : "were")} loaded into it", "make it again, or leave it: an object for it is dead-lettered"));
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase or ServerErrors.AccessDenied)
        {
            return [];
        }
    }

    private IEnumerable<Finding> WithoutProvenance(IReadOnlyList<TargetTable> tables)
    {
        var column = settings.Loading.ProvenanceColumn;
        var without = tables.Where(table => !table.Has(column)).Select(table => $"{table.Name}").ToList();
        return without.Count == 0
            ? []
            : [Finding.Warning("provenance", $"no column {column} in {Words.Few(without)}: an object cannot be told from its rows (unload, replace, audit by object)", $"sluice prepare {(without.Count <= 5 ? string.Join(' ', without) : "--all")} --provenance --clickhouse-user <administrator>")];
    }

    private static long Number(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
