using System.Globalization;
using System.Text;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Watching;

/// <summary>Looks for objects in the ledger.</summary>
internal sealed class ObjectSearch(ClickHouseClient client, SluiceSettings settings)
{
    private const string Scheme = "s3://";

    /// <summary>A page, the latest written first. A ledger that is not there yet is empty.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public async Task<ObjectSearchPage> SearchAsync(ObjectSearchRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var condition = Condition(request);
            var (total, found) = (CountAsync(condition, cancellationToken), FindAsync(request, condition, cancellationToken));
            await Task.WhenAll(total, found);
            var ids = await found;
            return new ObjectSearchPage(ids.Count == 0 ? [] : await ReadAsync(ids, cancellationToken), await total);
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            return new ObjectSearchPage([], 0);
        }
    }

    private string Loads => $"{Sql.Identifier(settings.Ledger.Database)}.{LedgerSchema.Loads}";

    private async Task<long> CountAsync(string condition, CancellationToken cancellationToken) => Convert.ToInt64(
        await client.ExecuteScalarAsync($"SELECT count() FROM {Loads} FINAL WHERE {condition}", cancellationToken: cancellationToken), CultureInfo.InvariantCulture);

    /// <summary>Which are on the page: sorting all is done with the few columns that decide about it.</summary>
    private async Task<IReadOnlyList<(string Key, string LoadId)>> FindAsync(ObjectSearchRequest request, string condition, CancellationToken cancellationToken)
    {
        var size = Math.Max(1, request.PageSize);
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT key, load_id FROM {Loads} FINAL
             WHERE {condition}
             ORDER BY written_at DESC, load_id
             LIMIT {size} OFFSET {(long)Math.Max(0, request.Page) * size}
             """,
            cancellationToken: cancellationToken);
        var ids = new List<(string, string)>(size);
        while (await reader.ReadAsync(cancellationToken))
        {
            ids.Add((reader.GetString(0), reader.GetString(1)));
        }

        return ids;
    }

    private async Task<IReadOnlyList<LedgerLine>> ReadAsync(IReadOnlyList<(string Key, string LoadId)> ids, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"""
             SELECT {LedgerListing.LineColumns}
             FROM {Loads} FINAL
             WHERE {Bucket} AND key IN ({List(ids.Select(each => each.Key))}) AND load_id IN ({List(ids.Select(each => each.LoadId))})
             """,
            cancellationToken: cancellationToken);
        var lines = new Dictionary<string, LedgerLine>(ids.Count);
        while (await reader.ReadAsync(cancellationToken))
        {
            var line = LedgerListing.LineOf(reader);
            lines[line.LoadId.Value] = line;
        }

        return [.. ids.Select(each => lines.GetValueOrDefault(each.LoadId)).OfType<LedgerLine>()];
    }

    private string Bucket => $"bucket = {Sql.Literal(settings.Topology.Bucket)}";

    private string Condition(ObjectSearchRequest request)
    {
        var condition = new StringBuilder(Bucket);
        Add(request.Text.Length > 0, TextCondition(request.Text));
        Add(request.Domain is not null, $"domain = {Sql.Literal(request.Domain ?? "")}");
        Add(request.Table is not null, $"concat(database, '.', table) = {Sql.Literal(request.Table ?? "")}");
        Add(request.States.Count > 0, $"state IN ({List(request.States.Select(LedgerListing.NameOf))})");
        Add(request.ErrorCode is not null, $"error_code = {Sql.Literal(request.ErrorCode ?? "")}");
        Add(request.Since is not null, $"written_at >= {LedgerListing.Time(request.Since)}");
        Add(request.Until is not null, $"written_at < {LedgerListing.Time(request.Until)}");
        return condition.ToString();

        void Add(bool applies, string more) => condition.Append(applies ? $" AND {more}" : "");
    }

    /// <summary>A whole address is looked up by the table's order; part of a key is looked for in each.</summary>
    private static string TextCondition(string text) =>
        text.StartsWith(Scheme, StringComparison.Ordinal) && text[Scheme.Length..].Split('/', 2) is [var bucket, { Length: > 0 } key]
            ? $"bucket = {Sql.Literal(bucket)} AND key = {Sql.Literal(key)}"
            : $"position(key, {Sql.Literal(text)}) > 0";

    private static string List(IEnumerable<string> values) => string.Join(", ", values.Distinct().Select(Sql.Literal));
}
