using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating.Doctor.Server;

/// <summary>Whether the ledger is there or can be made.</summary>
internal sealed class LedgerCheck(ClickHouseClient client, LoadLedger ledger, SluiceSettings settings) : IDoctorCheck
{
    private const string Fix = "sluice prepare --all --clickhouse-user <administrator>";

    public CheckInfo Info => CheckTable.Ledger;

    public async Task<IReadOnlyList<Finding>> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            if ((await ledger.MissingAsync(cancellationToken)).Count == 0)
            {
                await ledger.VersionsAsync([""], cancellationToken);
                return [Finding.Ok(Info.Name, $"database {ledger.Name}")];
            }

            foreach (var grant in NeededGrant.Of(settings, isLedgerMissing: true).Where(grant => grant.For == "to make the ledger" || grant.Privilege == "CREATE TABLE"))
            {
                var has = await client.ExecuteScalarAsync($"CHECK GRANT {grant.Privilege} ON {grant.On}", cancellationToken: cancellationToken);
                if (Convert.ToInt32(has, CultureInfo.InvariantCulture) != 1)
                {
                    return [Finding.Problem(Info.Name, $"it is not there, or not whole, and {settings.ClickHouse.User} may not make it ({grant.Privilege} is missing)", Fix)];
                }
            }

            return [Finding.Ok(Info.Name, $"not there yet, or not whole; the agent makes it in database {ledger.Name} at its first start")];
        }
        catch (ClickHouseServerException e) when (e.ErrorCode == ServerErrors.AccessDenied)
        {
            return [Finding.Problem(Info.Name, FailureClassifier.Classify(e).Reason, $"GRANT SELECT, INSERT ON {Sql.Identifier(ledger.Name)}.* TO {Sql.Identifier(settings.ClickHouse.User)}")];
        }
    }
}
