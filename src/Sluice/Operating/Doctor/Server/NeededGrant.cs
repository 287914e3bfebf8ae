using Sluice.Configuration;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating.Doctor.Server;

/// <summary>A grant that the agent's user should have (docs/getting-started.md).</summary>
/// <param name="Privilege">As a statement has it.</param>
/// <param name="On">What on.</param>
/// <param name="For">What for.</param>
/// <param name="IsRequired">Whether objects cannot be loaded without it.</param>
/// <param name="Database">The domain's database, where it may be granted table by table as well.</param>
internal sealed record NeededGrant(string Privilege, string On, string For, bool IsRequired = true, string? Database = null)
{
    public string Statement(string user) => $"GRANT {Privilege} ON {On} TO {Sql.Identifier(user)}";

    /// <summary>All of a configuration's.</summary>
    /// <param name="settings">The configuration.</param>
    /// <param name="isLedgerMissing">Whether the ledger is still to be made.</param>
    public static IEnumerable<NeededGrant> Of(SluiceSettings settings, bool isLedgerMissing)
    {
        var loading = settings.Loading;
        var replaces = loading.OnOverwrite == OverwritePolicy.Replace || loading.Tables.Values.Any(table => table.OnOverwrite == OverwritePolicy.Replace);
        foreach (var database in settings.Topology.Domains.Select(domain => domain.Database).Distinct())
        {
            var all = $"{Sql.Identifier(database)}.*";
            yield return new("SELECT", all, "to see tables and count rows", Database: database);
            yield return new("INSERT", all, "to load", Database: database);
            if (replaces)
            {
                yield return new("ALTER DELETE", all, "onOverwrite: Replace", Database: database);
            }
        }

        var ledger = $"{Sql.Identifier(settings.Ledger.Database)}.*";
        yield return new("SELECT", ledger, "the ledger");
        yield return new("INSERT", ledger, "the ledger");
        yield return new("CREATE TABLE", ledger, "staging tables of large objects");
        yield return new("DROP TABLE", ledger, "staging tables of large objects");
        yield return new("TABLE ENGINE", "MergeTree", "staging tables of large objects");
        if (isLedgerMissing)
        {
            yield return new("CREATE DATABASE", ledger, "to make the ledger");
            yield return new("TABLE ENGINE", "ReplacingMergeTree", "to make the ledger");
        }

        yield return new("CREATE TEMPORARY TABLE", "*.*", "to read objects by s3()");
        yield return new("READ", "S3", "to read objects by s3()");
        if (settings.ClickHouse is { S3Access: S3Access.NamedCollection, S3NamedCollection: { } collection })
        {
            yield return new("NAMED COLLECTION", Sql.Identifier(collection), "clickHouse.s3NamedCollection");
        }

        yield return new("SELECT", "system.parts", "to tell how far a deduplication window has moved", IsRequired: false);
        yield return new("SELECT", "system.processes", "to end its own query when a load is given up", IsRequired: false);
    }
}
