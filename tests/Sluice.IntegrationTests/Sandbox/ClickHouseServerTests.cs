using System.Diagnostics;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Sandbox;

[Trait("Category", "Integration")]
public sealed class ClickHouseServerTests(LocalCloudFixture fixture)
{
    private LocalCloud Cloud => fixture.Cloud;

    [Fact]
    public async Task The_loader_reads_an_object_through_the_gateway()
    {
        const string key = "sandbox-read/시장 100%+1.parquet";
        var url = $"{Cloud.AwsEndpoint}{Cloud.Bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
        (await Cloud.ClickHouse.AdminAsync(
            Cloud, $"INSERT INTO FUNCTION s3('{url}', 'a', 'b', 'Parquet') SELECT number AS n FROM numbers(1000)")).ShouldBeEmpty();

        var rows = await Cloud.ClickHouse.LoaderAsync(Cloud, $"SELECT count(), sum(n) FROM s3('{url}', 'a', 'b', 'Parquet')");

        rows.ShouldBe("1000\t499500");
    }

    [Fact]
    public async Task The_loader_inserts_into_a_domain_takes_rows_out_and_does_nothing_else()
    {
        (await Cloud.ClickHouse.AdminAsync(
            Cloud, "CREATE TABLE sandbox.loader_rights (n UInt64) ENGINE = MergeTree ORDER BY n")).ShouldBeEmpty();

        (await Cloud.ClickHouse.LoaderAsync(Cloud, "INSERT INTO sandbox.loader_rights VALUES (1)")).ShouldBeEmpty();
        (await Cloud.ClickHouse.LoaderAsync(Cloud, "SELECT n FROM sandbox.loader_rights")).ShouldBe("1");
        foreach (var forbidden in (string[])
            [
                "CREATE TABLE sandbox.mine (n UInt64) ENGINE = Memory",
                "DROP TABLE sandbox.loader_rights",
                "TRUNCATE TABLE sandbox.loader_rights",
                "ALTER TABLE sandbox.loader_rights UPDATE n = 2 WHERE 1",
                "CREATE DATABASE mine",
                "SELECT * FROM file('x', LineAsString)",
                "SELECT * FROM url('http://127.0.0.1/', LineAsString)",
                "SYSTEM FLUSH LOGS",
            ])
        {
            (await Cloud.ClickHouse.LoaderAsync(Cloud, forbidden)).ShouldContain("ACCESS_DENIED", customMessage: forbidden);
        }

        (await Cloud.ClickHouse.LoaderAsync(Cloud, "DELETE FROM sandbox.loader_rights WHERE n = 1")).ShouldBeEmpty();
        (await Cloud.ClickHouse.LoaderAsync(Cloud, "SELECT count() FROM sandbox.loader_rights")).ShouldBe("0");
    }

    [Theory]
    [InlineData("SELECT * FROM file('/etc/hostname', LineAsString)")]
    [InlineData("SELECT * FROM system.users")]
    [InlineData("SELECT * FROM url('http://127.0.0.1/', LineAsString)")]
    [InlineData("CREATE TABLE sandbox.mine (n UInt64) ENGINE = Memory")]
    public async Task The_engines_own_user_has_no_password_and_therefore_no_rights(string sql)
    {
        (await Cloud.ClickHouse.QueryAsync("default", "", sql)).ShouldContain("ACCESS_DENIED");
    }

    [Fact]
    public async Task A_second_server_survives_kill_9_with_its_data_and_ports()
    {
        await using var server = Cloud.CreateClickHouse("second");
        await server.StartAsync(TestContext.Current.CancellationToken);
        await server.AdminAsync(Cloud, "CREATE TABLE sandbox_second (n UInt64) ENGINE = MergeTree ORDER BY n");
        await server.AdminAsync(Cloud, "INSERT INTO sandbox_second VALUES (7)");
        var first = server.ProcessId;

        await server.KillAsync();
        server.ProcessId.ShouldBeNull();
        await server.StartAsync(TestContext.Current.CancellationToken);

        server.ProcessId.ShouldNotBe(first);
        (await server.AdminAsync(Cloud, "SELECT n FROM sandbox_second")).ShouldBe("7");
    }

    [Fact]
    public async Task A_server_that_somebody_else_killed_can_be_started_again()
    {
        await using var server = Cloud.CreateClickHouse("third");
        await server.StartAsync(TestContext.Current.CancellationToken);
        using var process = Process.GetProcessById(server.ProcessId!.Value);

        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        await server.StartAsync(TestContext.Current.CancellationToken);

        (await server.AdminAsync(Cloud, "SELECT 1")).ShouldBe("1");
    }
}
