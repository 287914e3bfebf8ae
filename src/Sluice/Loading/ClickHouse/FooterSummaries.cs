using System.Globalization;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO.Readers;

namespace Sluice.Loading.ClickHouse;

/// <summary>Reads what a footer says of the object as a whole.</summary>
internal sealed class FooterSummaries(ClickHouseClient client, S3Function s3, QueryIds queries)
{
    /// <summary>The summary of an object.</summary>
    /// <exception cref="ClickHouseServerException">The object is not there, not readable, or not Parquet.</exception>
    public async Task<FooterSummary> ReadAsync(string key, CancellationToken cancellationToken)
    {
        var read = await ObjectQuery.AskAsync(
            client,
            queries.Next(),
            $"SELECT trimBoth(_etag, '\"'), _size, num_rows, num_row_groups, total_uncompressed_size FROM {await s3.OfAsync([key], "ParquetMetadata")}",
            [key],
            reader => new FooterSummary(reader.GetString(0), Number(reader, 1), Number(reader, 2), Number(reader, 3), Number(reader, 4)),
            cancellationToken);
        return read is [var summary, ..] ? summary : throw new InvalidDataException("ClickHouse read no footer of the object");
    }

    private static long Number(ClickHouseDataReader reader, int column) => Convert.ToInt64(reader.GetValue(column), CultureInfo.InvariantCulture);
}
