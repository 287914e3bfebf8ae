using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Credentials;

/// <summary>
/// A cloud of their own for tests that revoke keys. ClickHouse has credentials for S3 itself, may use a named collection for the agent, and logs
/// all that it can.
/// </summary>
public sealed class CredentialCloud : LocalCloudFixture
{
    /// <summary>The named collection, made by the test that uses it.</summary>
    public const string Collection = "curated";

    /// <summary>Access key of ClickHouse itself.</summary>
    public const string ServerKey = "SERVERKEY000";

    private protected override SandboxOptions Options => new()
    {
        ClickHouseAccessKeyId = ServerKey,
        ClickHouseLogLevel = "trace",

        // Beyond the default of 100 kB a statement is cut where it is logged, and its secrets with it.
        LoaderProfile = new Dictionary<string, string> { ["log_queries_cut_to_length"] = "10000000" },
        LoaderGrants = [.. new SandboxOptions().LoaderGrants, $"GRANT NAMED COLLECTION ON {Collection}"],
    };
}

/// <summary>The tests that share the cloud, one at a time.</summary>
[CollectionDefinition]
public sealed class CredentialTests : ICollectionFixture<CredentialCloud>;
