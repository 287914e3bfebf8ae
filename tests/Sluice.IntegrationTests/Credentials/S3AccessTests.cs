using Sluice.Configuration;
using Sluice.Sandbox;
using Sluice.Sandbox.Credentials;
using Sluice.Telemetry;

namespace Sluice.IntegrationTests.Credentials;

/// <summary>With whose credentials ClickHouse reads S3 (<c>clickHouse.s3Access</c>).</summary>
[Trait("Category", "Integration")]
[Collection(typeof(CredentialTests))]
public sealed class S3AccessTests(CredentialCloud fixture) : IAsyncLifetime
{
    private const string AgentKey = "AGENTKEY0000", CollectionKey = "COLLECTION00";

    private readonly CredentialBench _bench = new(fixture.Cloud);

    private LocalCloud Cloud => fixture.Cloud;

    public async ValueTask InitializeAsync()
    {
        _bench.Profile.Write(_bench.Own(AgentKey));
        Cloud.AccessKeys.Assign(CollectionKey, SandboxIdentity.ClickHouse);
        Cloud.AccessKeys.Assign("ROTATED00000", SandboxIdentity.ClickHouse);
        await _bench.Sql.DoAsync($"DROP NAMED COLLECTION IF EXISTS {CredentialCloud.Collection}");
        await _bench.Sql.DoAsync($"CREATE NAMED COLLECTION {CredentialCloud.Collection} AS access_key_id = '{CollectionKey}' NOT OVERRIDABLE, secret_access_key = 'secret' NOT OVERRIDABLE");
    }

    public ValueTask DisposeAsync() => _bench.DisposeAsync();

    [Theory]
    [InlineData(S3Access.Session, AgentKey)]
    [InlineData(S3Access.NamedCollection, CollectionKey)]
    [InlineData(S3Access.Server, CredentialCloud.ServerKey)]
    public async Task Every_object_is_read_with_the_credentials_that_are_configured_and_with_no_others(S3Access access, string expected)
    {
        var table = await _bench.TableAsync(", _sluice_load_id String");
        var signers = _bench.WatchSigners(table);

        // They wait in the queue for the agent, so that several share an INSERT.
        var keys = await UploadAsync(table, 8);
        await _bench.StartAsync(settings => settings with
        {
            ClickHouse = settings.ClickHouse with { S3Access = access, S3NamedCollection = access == S3Access.NamedCollection ? CredentialCloud.Collection : null },
        });
        foreach (var key in keys)
        {
            await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        }

        (await _bench.CountAsync(table)).ShouldBe("4000");
        signers.ShouldBe([expected]);
        await _bench.Sql.DoAsync("SYSTEM FLUSH LOGS");
        (await _bench.Sql.SqlAsync($"SELECT count() < 8 FROM system.query_log WHERE type = 'QueryFinish' AND query_kind = 'Insert' AND has(tables, 'market.{table}')"))
            .ShouldBe("1", "a URL of several objects was read");
    }

    [Fact]
    public async Task A_named_collection_is_rotated_while_the_agent_runs()
    {
        var table = await _bench.TableAsync();
        var signers = _bench.WatchSigners(table);
        await _bench.StartAsync(settings => settings with
        {
            ClickHouse = settings.ClickHouse with { S3Access = S3Access.NamedCollection, S3NamedCollection = CredentialCloud.Collection },
        });
        await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, await _bench.UploadAsync(table, "before"));

        await _bench.Sql.DoAsync($"ALTER NAMED COLLECTION {CredentialCloud.Collection} SET access_key_id = 'ROTATED00000' NOT OVERRIDABLE, secret_access_key = 'other' NOT OVERRIDABLE");

        await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, await _bench.UploadAsync(table, "after"));
        signers.ShouldBe([CollectionKey, "ROTATED00000"], ignoreOrder: true);
    }

    [Fact]
    public async Task An_object_too_large_for_a_block_is_read_so_too()
    {
        var table = await _bench.TableAsync();
        var signers = _bench.WatchSigners(table);
        var key = $"market/{table}/p/large.parquet";
        await _bench.Sql.UploadAsync(key, await Parquet.OfAsync(Cloud, "SELECT toUInt64(number) AS id, toString(cityHash64(number)) AS label FROM numbers(200000)"));

        await _bench.StartAsync(settings => settings with
        {
            Loading = new LoadingOptions { MaxBlockMiB = 1 },
            ClickHouse = settings.ClickHouse with { S3Access = S3Access.Server },
        });

        await _bench.Agent.SaysAsync(LogEvents.ObjectLoaded, key);
        signers.ShouldBe([CredentialCloud.ServerKey]);
    }

    [Theory]
    [InlineData("Session", ", '[HIDDEN]', '[HIDDEN]', 'Parquet')")]
    [InlineData("NamedCollection", "s3(`curated`, url = 'http")]
    [InlineData("Server", ".parquet', 'Parquet')")]
    public async Task Explain_shows_the_statement_as_it_would_be_sent(string access, string expected)
    {
        var table = await _bench.TableAsync();
        var key = $"market/{table}/p/small.parquet";
        await _bench.Sql.UploadAsync(key, "SELECT toUInt64(number) AS id, 'x' AS label FROM numbers(20)");
        var environment = new Dictionary<string, string?> { ["SLUICE__CLICKHOUSE__S3ACCESS"] = access };
        if (access == "NamedCollection")
        {
            environment["SLUICE__CLICKHOUSE__S3NAMEDCOLLECTION"] = CredentialCloud.Collection;
        }

        var (exitCode, output, error) = await _bench.Sql.WithAsync(environment, "explain", $"s3://{Cloud.Bucket}/{key}", "--json");

        exitCode.ShouldBe(0, error);
        output.ShouldContain(expected);
    }

    private async Task<IReadOnlyList<string>> UploadAsync(string table, int count)
    {
        var keys = new List<string>();
        for (var n = 0; n < count; n++)
        {
            keys.Add(await _bench.UploadAsync(table, $"o{n}"));
        }

        return keys;
    }
}
