using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.IntegrationTests.Pipeline;
using Sluice.Ledger;

namespace Sluice.IntegrationTests.Watching;

/// <summary>A ledger that an earlier version made.</summary>
[Trait("Category", "Integration")]
[Collection<WatchedTests>]
public sealed class OutgrownLedgerTests(WatchedCloud fixture)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_history_with_fewer_columns_is_given_what_it_lacks_and_keeps_its_rows()
    {
        var database = AgentFixture.NewName("ledger");
        foreach (var statement in LedgerSchema.Create(database))
        {
            await fixture.Bench.DoAsync(statement);
        }

        await fixture.Bench.DoAsync($"ALTER TABLE {database}.attempts DROP COLUMN domain, DROP COLUMN latency_ms");
        await fixture.Bench.DoAsync($"INSERT INTO {database}.attempts (at, key) VALUES (now64(3), 'old')");
        await using var services = fixture.Services(settings => settings with
        {
            Ledger = new LedgerOptions { Database = database },
            ClickHouse = settings.ClickHouse with { User = fixture.Cloud.AdminUser, Password = fixture.Cloud.AdminPassword },
        });
        var ledger = services.GetRequiredService<LoadLedger>();
        (await ledger.MissingAsync(Stop)).ShouldHaveSingleItem().ShouldBe(
            $"ALTER TABLE `{database}`.attempts ADD COLUMN IF NOT EXISTS domain LowCardinality(String), ADD COLUMN IF NOT EXISTS latency_ms Nullable(UInt64) COMMENT 'From the creation of the object until this, when the message said when it was created'");

        await ledger.PrepareAsync(Stop);

        (await ledger.MissingAsync(Stop)).ShouldBeEmpty();
        (await fixture.Bench.SqlAsync($"SELECT key, domain, latency_ms FROM {database}.attempts")).ShouldBe("old\t\t\\N");
        await fixture.Bench.DoAsync($"DROP DATABASE {database}");
    }
}
