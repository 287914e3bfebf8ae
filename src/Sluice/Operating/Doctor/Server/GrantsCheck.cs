using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Operating.Doctor.Server;

/// <summary>The grants of the agent's user.</summary>
internal sealed class GrantsCheck(ClickHouseClient client, TargetTables targets, LoadLedger ledger, SluiceSettings settings) : IDoctorCheck
{
    public CheckInfo Info => CheckTable.Grants;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        var (findings, granted) = (new List<Finding>(), new List<NeededGrant>());
        try
        {
            foreach (var grant in NeededGrant.Of(settings, await IsLedgerMissingAsync(cancellationToken)))
            {
                if (await HasAsync(grant.Privilege, grant.On, cancellationToken))
                {
                    granted.Add(grant);
                }
                else
                {
                    findings.Add(await JudgeMissingAsync(grant, cancellationToken));
                }
            }
        }
        catch (ClickHouseServerException e)
        {
            findings.Add(Finding.Skipped(Info.Name, $"cannot be told: {FailureClassifier.Classify(e).Reason}", $"look with SHOW GRANTS FOR {Sql.Identifier(settings.ClickHouse.User)}: docs/getting-started.md lists them"));
        }

        return findings.Count == 0
            ? [Finding.Ok(Info.Name, $"{settings.ClickHouse.User} has the {granted.Count} grants that it needs")]
            : findings;
    }

    private async Task<bool> IsLedgerMissingAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await ledger.MissingAsync(cancellationToken)).Count > 0;
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.AccessDenied)
        {
            return true;
        }
    }

    private async Task<bool> HasAsync(string privilege, string on, CancellationToken cancellationToken) => Convert.ToInt32(
        await client.ExecuteScalarAsync($"CHECK GRANT {privilege} ON {on}", cancellationToken: cancellationToken), CultureInfo.InvariantCulture) == 1;

    private async Task<Finding> JudgeMissingAsync(NeededGrant grant, CancellationToken cancellationToken)
    {
        var (name, fix) = ($"{grant.Privilege} ON {grant.On}", grant.Statement(settings.ClickHouse.User));
        if (grant.Database is { } database && await TablesWithAsync(grant.Privilege, database, cancellationToken) is > 0 and var tables)
        {
            return Finding.Warning(name, $"granted on each of the {tables} tables that {settings.ClickHouse.User} sees, and not on the database: another table needs a grant of its own", fix);
        }

        return new Finding(name, grant.IsRequired ? CheckStatus.Problem : CheckStatus.Warning, $"missing: {grant.For}", fix);
    }

    /// <returns>How many tables it is granted on one by one; 0 when some of them lack it.</returns>
    private async Task<int> TablesWithAsync(string privilege, string database, CancellationToken cancellationToken)
    {
        var tables = await targets.ListAsync([database], cancellationToken);
        foreach (var table in tables)
        {
            if (!await HasAsync(privilege, table.Quoted, cancellationToken))
            {
                return 0;
            }
        }

        return tables.Count;
    }
}
