using System.Globalization;
using Amazon.S3.Transfer;
using Sluice.ChaosTests.World;
using Sluice.Sandbox;

namespace Sluice.ChaosTests.Large;

/// <summary>Makes the large object and its table.</summary>
internal sealed class LargeObject(LocalCloud cloud, Database database)
{
    /// <summary>Its table.</summary>
    public static readonly string Table = TableNames.FullName(ChaosTable.Staged);

    /// <summary>Its key.</summary>
    public static readonly string Key = TableNames.Key(ChaosTable.Staged, 0);

    private const string Columns = "id UInt64, sensor UInt32, value Float64, label String";
    private const string RowHash = "sipHash64(id, sensor, value, label)";
    private const string File = "large.parquet";
    private const long RowGroupRows = 1_000_000;
    private const long PartBytes = 8 << 20;

    private string FilePath => Path.Combine(cloud.UserFilesDirectory, File);

    /// <summary>Makes the table and the file.</summary>
    /// <returns>What the file holds, read back from it.</returns>
    public async Task<LargeSource> CreateAsync(long rows, CancellationToken cancellationToken)
    {
        await database.ExecuteAsync(
            $"CREATE TABLE {Table} ({Columns}) ENGINE = MergeTree ORDER BY id SETTINGS non_replicated_deduplication_window = 1000", cancellationToken);

        // Without a dictionary, so that footers say what the rows take and zstd still makes the file small.
        await database.ExecuteAsync(
            $"""
             INSERT INTO FUNCTION file('{File}', Parquet, '{Columns}')
             SELECT number, toUInt32(number % 4096), toFloat64(intDiv(number, 16)) / 8, concat('reading ', toString(number % 997)) FROM numbers({rows})
             SETTINGS output_format_parquet_compression_method = 'zstd', output_format_parquet_max_dictionary_size = 0,
                 output_format_parquet_row_group_size = {RowGroupRows}, output_format_parquet_row_group_size_bytes = 1073741824,
                 max_block_size = 65536, max_threads = 1
             """,
            cancellationToken);
        var content = await ContentAsync($"file('{File}', Parquet, '{Columns}')", cancellationToken);
        var footer = (await database.QueryAsync(
            $"SELECT total_uncompressed_size AS bytes, num_row_groups AS groups FROM file('{File}', ParquetMetadata)", cancellationToken))[0];
        return new LargeSource(
            content, new FileInfo(FilePath).Length, footer.GetProperty("bytes").GetInt64(), footer.GetProperty("groups").GetInt64());
    }

    /// <summary>Uploads it in parts.</summary>
    public async Task UploadAsync(CancellationToken cancellationToken)
    {
        using var s3 = cloud.CreateS3Client();
        using var transfer = new TransferUtility(s3, new TransferUtilityConfig { MinSizeBeforePartUpload = PartBytes, ConcurrentServiceRequests = 2 });
        var request = new TransferUtilityUploadRequest { BucketName = cloud.Bucket, Key = Key, FilePath = FilePath, PartSize = PartBytes };
        await transfer.UploadAsync(request, cancellationToken);
    }

    /// <summary>What the target holds.</summary>
    public Task<LargeContent> LoadedAsync(CancellationToken cancellationToken) => ContentAsync(Table, cancellationToken);

    /// <summary>Rows in the target now.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken) =>
        long.Parse(await database.ScalarAsync($"SELECT count() FROM {Table}", cancellationToken), CultureInfo.InvariantCulture);

    /// <summary>Rows in staging tables now.</summary>
    public async Task<long> StagedAsync(CancellationToken cancellationToken) => long.Parse(
        await database.ScalarAsync("SELECT ifNull(sum(total_rows), 0) FROM system.tables WHERE database = 'sluice' AND name LIKE 'staging\\_%'", cancellationToken),
        CultureInfo.InvariantCulture);

    private async Task<LargeContent> ContentAsync(string source, CancellationToken cancellationToken)
    {
        var row = (await database.QueryAsync(
            $"SELECT count() AS found, groupBitmap(id) AS different, sum({RowHash}) AS checksum FROM {source}", cancellationToken))[0];
        return new LargeContent(row.GetProperty("found").GetInt64(), row.GetProperty("different").GetInt64(), row.GetProperty("checksum").GetUInt64());
    }
}
