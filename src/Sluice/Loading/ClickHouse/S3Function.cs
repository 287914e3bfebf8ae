using Amazon.Runtime;
using Sluice.Configuration;
using Sluice.Loading.Contract;

namespace Sluice.Loading.ClickHouse;

/// <summary>
/// Writes the <c>s3(…)</c> table function of objects, with the credentials that <see cref="ClickHouseSettings.S3Access"/> says. The server hides
/// secret and token wherever it shows a statement that it could parse.
/// </summary>
internal sealed class S3Function(AWSCredentials credentials, SluiceSettings settings)
{
    private const string Hidden = "[HIDDEN]";

    private static readonly string[] _kinds = ["format", "structure"];

    /// <summary>Settings of every statement that reads S3.</summary>
    public static IReadOnlyDictionary<string, object> ReadSettings { get; } = new Dictionary<string, object>
    {
        // The default of 500 would hide an S3 outage until the message timeout.
        ["s3_retry_attempts"] = "3",

        // A profile's "ignore" would load a missing object as an empty one.
        ["s3_ignore_file_doesnt_exist"] = "0",

        // Types are the file's own, so that the contract judges what is really converted.
        ["use_structure_from_insertion_table_in_table_functions"] = "0",
        ["use_hive_partitioning"] = "1",

        // A statement above the default of 256 KiB (a table of thousands of columns) would not be parsed, and what is not parsed is logged as it came.
        ["max_query_size"] = "16777216",
    };

    /// <param name="keys">Keys of the objects in the bucket; several only of those that share a URL (<see cref="ObjectUrl.CanShare"/>).</param>
    /// <param name="format"><c>Parquet</c> for their rows, <c>ParquetMetadata</c> for their footers.</param>
    /// <param name="structure">Their columns with types, where known; else ClickHouse looks into the first of them, which costs a request or more.</param>
    public async Task<string> OfAsync(IReadOnlyCollection<string> keys, string format, string? structure = null) =>
        Write(settings, keys, format, structure, settings.ClickHouse.S3Access == S3Access.Session ? await SecretsAsync() : []);

    /// <summary>Columns with their types as the function takes them.</summary>
    public static string StructureOf(IEnumerable<FileColumn> columns) => string.Join(", ", columns.Select(column => $"{Sql.Identifier(column.Name)} {column.Type}"));

    /// <summary>The function of an object that all shards of the cluster read, each a part of its row groups.</summary>
    public async Task<string> OverShardsAsync(string key)
    {
        var alone = await OfAsync([key], "Parquet");
        return $"s3Cluster({Sql.Literal(settings.Cluster!.Name)}, {alone["s3(".Length..]}";
    }

    /// <summary>The function as people may see it.</summary>
    public static string Shown(SluiceSettings settings, string key) => Write(settings, [key], "Parquet", structure: null, [Hidden, Hidden]);

    /// <summary>The objects' path as ClickHouse says it in <c>_path</c>.</summary>
    public string PathOf(string key) => $"{settings.Topology.Bucket}/{key}";

    private static string Write(SluiceSettings settings, IReadOnlyCollection<string> keys, string format, string? structure, string[] secrets)
    {
        var url = ObjectUrl.Of(settings.ClickHouse.S3Endpoint, settings.Topology.Bucket, keys);
        string[] kind = structure is null ? [format] : [format, structure];
        return settings.ClickHouse.S3Access switch
        {
            S3Access.NamedCollection =>
                $"s3({Sql.Identifier(settings.ClickHouse.S3NamedCollection!)}, url = {Sql.Literal(url)}, {string.Join(", ", kind.Zip(_kinds, (value, name) => $"{name} = {Sql.Literal(value)}"))})",
            S3Access.Server => $"s3({List([url, .. kind])})",
            _ => $"s3({List([url, .. secrets, .. kind])})",
        };
    }

    private async Task<string[]> SecretsAsync()
    {
        var current = await credentials.GetCredentialsAsync();
        return [current.AccessKey, current.SecretKey, .. current.UseToken ? [current.Token] : Array.Empty<string>()];
    }

    private static string List(IEnumerable<string> values) => string.Join(", ", values.Select(Sql.Literal));
}
