using System.Globalization;
using Amazon.S3;
using Amazon.S3.Model;
using Amazon.S3.Transfer;
using Sluice.Sandbox;

namespace Sluice.Bench.Compare.World;

/// <summary>
/// Makes each workload's objects once, where no rule looks, and copies them for each round: the ledger knows no key of a round, and everybody reads the same objects.
/// </summary>
internal sealed class ObjectStore(LocalCloud cloud, BenchDatabase database) : IDisposable
{
    private const string Folder = "bench";
    private const int AtOnce = 8;
    private const int DeletedAtOnce = 1000;
    private const long PartBytes = 8 << 20;

    private readonly IAmazonS3 _s3 = cloud.CreateS3Client();
    private readonly Dictionary<string, (BenchObject[] Objects, Content Content)> _sources = new();

    public void Dispose() => _s3.Dispose();

    /// <summary>Has ClickHouse write the objects and uploads them, unless they are there.</summary>
    /// <returns>What is in all of them.</returns>
    public async Task<Content> CreateAsync(Workload workload, CancellationToken cancellationToken)
    {
        if (_sources.TryGetValue(workload.Name, out var there))
        {
            return there.Content;
        }

        var folder = $"{Folder}/{workload.Name}";
        await WriteAsync(workload, folder, cancellationToken);
        var content = await database.ContentAsync($"file('{folder}/*.parquet', Parquet, '{Quoted(TradeTable.Columns)}')", cancellationToken);
        using var transfer = new TransferUtility(_s3, new TransferUtilityConfig { MinSizeBeforePartUpload = PartBytes });
        var files = Directory.GetFiles(Path.Combine(cloud.UserFilesDirectory, Folder, workload.Name)).Order(StringComparer.Ordinal).ToList();
        var sources = new BenchObject[files.Count];
        await Parallel.ForEachAsync(Enumerable.Range(0, files.Count), Parallelism(cancellationToken), async (index, token) =>
        {
            var key = $"{folder}/{Path.GetFileName(files[index])}";
            await transfer.UploadAsync(new TransferUtilityUploadRequest { BucketName = cloud.Bucket, Key = key, FilePath = files[index], PartSize = PartBytes }, token);
            sources[index] = new BenchObject(key, "", new FileInfo(files[index]).Length);
        });
        Directory.Delete(Path.Combine(cloud.UserFilesDirectory, Folder, workload.Name), recursive: true);
        _sources[workload.Name] = (sources, content);
        return content;
    }

    /// <summary>Copies a workload's objects under keys of a table; announced to nobody.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="domain">Domain of the copies.</param>
    /// <param name="table">Their table.</param>
    /// <param name="objects">How many; the sources are taken again and again.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<Round> CopyAsync(Workload workload, string domain, string table, int objects, CancellationToken cancellationToken)
    {
        var sources = _sources[workload.Name].Objects;
        var copies = new BenchObject[objects];
        await Parallel.ForEachAsync(Enumerable.Range(0, objects), Parallelism(cancellationToken), async (index, token) =>
        {
            var source = sources[index % sources.Length];
            var key = KeyOf(domain, table, index);
            var answer = await _s3.CopyObjectAsync(cloud.Bucket, source.Key, cloud.Bucket, key, token);
            copies[index] = source with { Key = key, ETag = answer.ETag.Trim('"') };
        });
        return new Round(workload, domain, table, copies);
    }

    /// <summary>Reads some of a workload's objects.</summary>
    public async Task<IReadOnlyList<byte[]>> ReadAsync(Workload workload, int objects, CancellationToken cancellationToken)
    {
        var contents = new List<byte[]>();
        foreach (var source in _sources[workload.Name].Objects.Take(objects))
        {
            using var answer = await _s3.GetObjectAsync(cloud.Bucket, source.Key, cancellationToken);
            using var content = new MemoryStream();
            await answer.ResponseStream.CopyToAsync(content, cancellationToken);
            contents.Add(content.ToArray());
        }

        return contents;
    }

    /// <summary>Uploads an object.</summary>
    /// <returns>Its entity tag.</returns>
    public async Task<string> UploadAsync(string key, byte[] content, CancellationToken cancellationToken)
    {
        using var stream = new MemoryStream(content, writable: false);
        var answer = await _s3.PutObjectAsync(new PutObjectRequest { BucketName = cloud.Bucket, Key = key, InputStream = stream }, cancellationToken);
        return answer.ETag.Trim('"');
    }

    /// <summary>Key of an object.</summary>
    public static string KeyOf(string domain, string table, int index) =>
        string.Create(CultureInfo.InvariantCulture, $"{domain}/{table}/2026-03-02/part-{index:D6}.parquet");

    /// <summary>Deletes them again.</summary>
    public async Task DeleteAsync(IEnumerable<BenchObject> objects, CancellationToken cancellationToken)
    {
        foreach (var some in objects.Chunk(DeletedAtOnce))
        {
            var request = new DeleteObjectsRequest { BucketName = cloud.Bucket, Objects = [.. some.Select(each => new KeyVersion { Key = each.Key })] };
            await _s3.DeleteObjectsAsync(request, cancellationToken);
        }
    }

    /// <summary>Bytes of all of a workload's objects.</summary>
    public long BytesOf(Workload workload) => _sources[workload.Name].Objects.Sum(source => source.Bytes);

    private async Task WriteAsync(Workload workload, string folder, CancellationToken cancellationToken)
    {
        const string Settings = "SETTINGS max_partitions_per_insert_block = 0, output_format_parquet_compression_method = 'zstd', max_block_size = 65536";
        if (workload.RowsPerObject * (long)workload.Objects < 10_000_000)
        {
            await database.ExecuteAsync(
                $$"""
                  INSERT INTO FUNCTION file('{{folder}}/{_partition_id}.parquet', Parquet, '{{Quoted(TradeTable.Columns)}}') PARTITION BY intDiv(trade_id, {{workload.RowsPerObject}})
                  {{TradeTable.Rows(0, workload.RowsPerObject * (long)workload.Objects)}} {{Settings}}
                  """,
                cancellationToken);
            return;
        }

        for (var number = 0; number < workload.Objects; number++)
        {
            await database.ExecuteAsync(
                $"""
                 INSERT INTO FUNCTION file('{folder}/{number:D6}.parquet', Parquet, '{Quoted(TradeTable.Columns)}')
                 {TradeTable.Rows(number * (long)workload.RowsPerObject, workload.RowsPerObject)} {Settings}
                 """,
                cancellationToken);
        }
    }

    private static string Quoted(string text) => text.Replace("'", "\\'", StringComparison.Ordinal);

    private static ParallelOptions Parallelism(CancellationToken cancellationToken) => new() { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
}
