using System.Globalization;
using ClickHouse.Driver;

namespace Sluice.Loading.ClickHouse;

/// <summary>Reads what a footer says of the object as a whole.</summary>
internal sealed class FooterSummaries(ClickHouseClient client, S3Function s3)
{
    /// <summary>The summary of an object.</summary>
    /// <exception cref="ClickHouseServerException">The object is not there, not readable, or not Parquet.</exception>
    public async Task<FooterSummary> ReadAsync(string key, CancellationToken cancellationToken)
    {
        using var reader = await client.ExecuteReaderAsync(
            $"SELECT trimBoth(_etag, '\"'), _size, num_rows, num_row_groups, total_uncompressed_size FROM {await s3.OfAsync([key], "ParquetMetadata")}",
            options: new QueryOptions { CustomSettings = new Dictionary<string, object>(S3Function.ReadSettings) },
            cancellationToken: cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw new InvalidDataException("ClickHouse read no footer of the object");
        }

        return new FooterSummary(reader.GetString(0), Number(1), Number(2), Number(3), Number(4));

        long Number(int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
    }
}
