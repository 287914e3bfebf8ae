using System.Globalization;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>Takes the rows of objects out of a table and of what stands behind its materialized views, by provenance.</summary>
internal sealed class RowRemover(ClickHouseClient client, SluiceSettings settings)
{
    /// <summary>Tables that the rows could not be taken out of, for want of the provenance column.</summary>
    public async Task<IReadOnlyList<TableName>> WithoutProvenanceAsync(TargetTable target, CancellationToken cancellationToken)
    {
        var tables = string.Join(", ", target.Written.Select(table => $"({Sql.Literal(table.Name.Database)}, {Sql.Literal(table.Name.Name)})"));
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT database, table FROM system.columns
             WHERE (database, table) IN ({tables}) AND name = {Sql.Literal(settings.Loading.ProvenanceColumn)}
             """,
            cancellationToken: cancellationToken);
        var with = new HashSet<TableName>();
        while (await reader.ReadAsync(cancellationToken))
        {
            with.Add(new TableName(reader.GetString(0), reader.GetString(1)));
        }

        return [.. target.Written.Select(table => table.Name).Where(name => !with.Contains(name))];
    }

    /// <summary>Takes the rows out; on return no query sees them.</summary>
    /// <param name="target">The table, which has the provenance column.</param>
    /// <param name="ids">The objects.</param>
    /// <param name="ignoreViews">Whether the tables behind its views keep theirs.</param>
    /// <param name="cancellationToken">Gives up; some tables may have been done.</param>
    /// <returns>Rows that the target had of them.</returns>
    /// <exception cref="ClickHouseServerException">The user may not delete (<c>ALTER DELETE</c>), or a table has no provenance column.</exception>
    public async Task<long> RemoveAsync(
        TargetTable target, IReadOnlyCollection<LoadId> ids, bool ignoreViews, CancellationToken cancellationToken)
    {
        var condition = $"{Sql.Identifier(settings.Loading.ProvenanceColumn)} IN ({string.Join(", ", ids.Select(id => Sql.Literal(id.Value)))})";
        var rows = Convert.ToInt64(
            await client.ExecuteScalarAsync($"SELECT count() FROM {target.Name.Quoted} WHERE {condition}", cancellationToken: cancellationToken),
            CultureInfo.InvariantCulture);

        // The target last: until its rows are gone, who repeats this knows that there is something to do.
        foreach (var table in (ignoreViews ? target.Written[..1] : target.Written).Reverse())
        {
            await client.ExecuteNonQueryAsync(
                $"DELETE FROM {table.Name.Quoted} WHERE {condition} SETTINGS lightweight_deletes_sync = 2", cancellationToken: cancellationToken);
        }

        return rows;
    }
}
