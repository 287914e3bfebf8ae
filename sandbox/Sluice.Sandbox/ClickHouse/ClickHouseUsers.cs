using Sluice.Sandbox.Resources;

namespace Sluice.Sandbox;

/// <summary>The two users of a sandbox's ClickHouse.</summary>
/// <param name="Admin">The operator's, who may do everything.</param>
/// <param name="Loader">The agent's, with the least that loading takes.</param>
/// <param name="LoaderProfile">Settings that the agent's user has unless it says otherwise.</param>
internal sealed record ClickHouseUsers(ClickHouseUser Admin, ClickHouseUser Loader, IReadOnlyDictionary<string, string> LoaderProfile)
{
    public static ClickHouseUsers Create(
        IEnumerable<string> databases, IEnumerable<string> loaderGrants, IReadOnlyDictionary<string, string> loaderProfile) => new(
        new ClickHouseUser("admin", RandomSecret.Create(), []),
        new ClickHouseUser(
            "loader",
            RandomSecret.Create(),
            [
                .. databases.Select(database => $"GRANT SELECT, INSERT, ALTER DELETE ON `{database}`.*"),
                "GRANT CREATE TEMPORARY TABLE ON *.*",
                "GRANT READ ON S3",

                // Without it a user cannot end even its own queries.
                "GRANT SELECT ON system.processes",
                .. loaderGrants,
            ]),
        loaderProfile);
}
