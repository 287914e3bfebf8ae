using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Watching;

/// <summary>The agents that write to one ledger: what each last said of itself.</summary>
internal sealed class AgentDirectory(ClickHouseClient client, SluiceSettings settings)
{
    /// <summary>Who was not heard of for longer is not alive.</summary>
    public static readonly TimeSpan AliveFor = TimeSpan.FromMinutes(1);

    private static readonly TimeSpan _listedFor = TimeSpan.FromHours(1);

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) } };

    /// <summary>The agents that were heard of in the last hour, the latest first. A ledger that has no such table yet knows none.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public async Task<IReadOnlyList<AgentStatus>> ListAsync(CancellationToken cancellationToken)
    {
        var agents = new List<AgentStatus>();
        try
        {
            using var reader = await client.ExecuteReaderAsync(
                $"""
                 SELECT agent, version, started_at, at, report, at > now64(3) - toIntervalSecond({(int)AliveFor.TotalSeconds})
                 FROM {Agents} FINAL
                 WHERE at > now64(3) - toIntervalSecond({(int)_listedFor.TotalSeconds})
                 ORDER BY at DESC, agent
                 """,
                cancellationToken: cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                var report = JsonSerializer.Deserialize<AgentReport>(reader.GetString(4), _json) ?? new AgentReport();
                agents.Add(new AgentStatus
                {
                    Name = reader.GetString(0),
                    Version = reader.GetString(1),
                    StartedAt = DateTime.SpecifyKind(reader.GetDateTime(2), DateTimeKind.Utc),
                    LastSeen = DateTime.SpecifyKind(reader.GetDateTime(3), DateTimeKind.Utc),
                    IsAlive = Convert.ToBoolean(reader.GetValue(5), CultureInfo.InvariantCulture) && !report.HasEnded,
                    Report = report,
                });
            }
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            // No agent has run.
        }

        return agents;
    }

    /// <summary>Takes an agent's report, in place of its last.</summary>
    /// <exception cref="ClickHouseServerException">The ledger did not take it.</exception>
    public async Task WriteAsync(string agent, string version, DateTimeOffset startedAt, AgentReport report, CancellationToken cancellationToken)
    {
        try
        {
            await InsertAsync(agent, version, startedAt, report, cancellationToken);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            // The pipeline may be about to make the ledger; one that an earlier version made lacks this table.
            foreach (var statement in LedgerSchema.Create(settings.Ledger.Database))
            {
                await client.ExecuteNonQueryAsync(statement, cancellationToken: cancellationToken);
            }

            await InsertAsync(agent, version, startedAt, report, cancellationToken);
        }
    }

    private string Agents => $"{Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Agents}";

    private Task InsertAsync(string agent, string version, DateTimeOffset startedAt, AgentReport report, CancellationToken cancellationToken) => client.ExecuteNonQueryAsync(
        $"""
         INSERT INTO {Agents} (agent, version, started_at, report) SETTINGS async_insert = 0
         VALUES ({Sql.Literal(agent)}, {Sql.Literal(version)}, {LedgerListing.Time(startedAt.UtcDateTime)}, {Sql.Literal(JsonSerializer.Serialize(report, _json))})
         """,
        cancellationToken: cancellationToken);
}
