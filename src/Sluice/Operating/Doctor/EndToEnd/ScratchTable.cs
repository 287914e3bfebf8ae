using System.Globalization;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;
using Sluice.Operating.Doctor.Server;

namespace Sluice.Operating.Doctor.EndToEnd;

/// <summary>A table of its own for one object.</summary>
internal sealed class ScratchTable(ServerOnlooker administrator, TableName name, string provenance, string ledger)
{
    public static ScratchTable Of(SluiceSettings settings, EndToEndRequest request, ServerOnlooker administrator) => new(
        administrator, new TableName(request.Domain.Database, request.Table), Sql.Identifier(settings.Loading.ProvenanceColumn), Sql.Identifier(settings.Ledger.Database));

    public TableName Name => name;

    public string DropStatement => $"DROP TABLE IF EXISTS {name.Quoted} SYNC";

    public Task CreateAsync(CancellationToken cancellationToken) => administrator.Client.ExecuteNonQueryAsync(
        $"""
         CREATE TABLE {name.Quoted} (id UInt64, text String, {provenance} String DEFAULT '')
         ENGINE = MergeTree ORDER BY id
         SETTINGS non_replicated_deduplication_window = 100
         COMMENT 'sluice doctor --e2e, for a minute'
         """,
        cancellationToken: cancellationToken);

    public Task DropAsync(CancellationToken cancellationToken) => administrator.Client.ExecuteNonQueryAsync(DropStatement, cancellationToken: cancellationToken);

    /// <summary>The object, as ClickHouse writes it.</summary>
    public async Task<byte[]> ParquetAsync(CancellationToken cancellationToken)
    {
        using var answer = await administrator.Client.ExecuteRawResultAsync($"{EndToEndRequest.Select} FORMAT Parquet", cancellationToken: cancellationToken);
        return await answer.ReadAsByteArrayAsync();
    }

    /// <summary>Rows of the table, and how many of them are the object's.</summary>
    public async Task<(long Rows, long Same)> CompareAsync(CancellationToken cancellationToken)
    {
        var rows = await Server.Rows.OfAsync(
            administrator.Client,
            $"SELECT count(), countIf((id, text) IN ({EndToEndRequest.Select})) FROM {name.Quoted}",
            row => (Number(row.GetValue(0)), Number(row.GetValue(1))),
            cancellationToken);
        return rows[0];
    }

    /// <summary>Takes the object out of the ledger.</summary>
    public async Task ForgetAsync(string bucket, string key, CancellationToken cancellationToken)
    {
        foreach (var table in new[] { LedgerSchema.Loads, LedgerSchema.Attempts })
        {
            await administrator.Client.ExecuteNonQueryAsync(
                $"DELETE FROM {ledger}.{table} WHERE bucket = {Sql.Literal(bucket)} AND key = {Sql.Literal(key)}", cancellationToken: cancellationToken);
        }

        await administrator.Client.ExecuteNonQueryAsync($"DELETE FROM {ledger}.{LedgerSchema.Claims} WHERE key = {Sql.Literal(key)}", cancellationToken: cancellationToken);
    }

    private static long Number(object value) => Convert.ToInt64(value, CultureInfo.InvariantCulture);
}
