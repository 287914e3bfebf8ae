using System.Collections.Immutable;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating.Doctor.Server;

/// <summary>What it takes to look at the server itself; the agent does without.</summary>
internal static class SystemGrants
{
    public static readonly ImmutableArray<string> OfMemory = ["server_settings", "asynchronous_metrics"];

    public static readonly ImmutableArray<string> OfDisks = ["disks"];

    public static string Fix(string user, IEnumerable<string> tables) =>
        $"name an administrator with --clickhouse-user, or: {string.Join("; ", tables.Select(table => $"GRANT SELECT ON system.{table} TO {Sql.Identifier(user)}"))}";
}
