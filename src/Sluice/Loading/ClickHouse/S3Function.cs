using Amazon.Runtime;
using Sluice.Configuration;

namespace Sluice.Loading.ClickHouse;

/// <summary>Writes the <c>s3(…)</c> table function of an object, with the agent's current credentials (the server hides the secret in its logs).</summary>
internal sealed class S3Function(AWSCredentials credentials, SluiceSettings settings)
{
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
    };

    /// <param name="keys">Keys of the objects in the bucket; several only of those that share a URL (<see cref="ObjectUrl.CanShare"/>).</param>
    /// <param name="format"><c>Parquet</c> for their rows, <c>ParquetMetadata</c> for their footers.</param>
    public async Task<string> OfAsync(IReadOnlyCollection<string> keys, string format)
    {
        var current = await credentials.GetCredentialsAsync();
        string[] arguments =
        [
            ObjectUrl.Of(settings.ClickHouse.S3Endpoint, settings.Topology.Bucket, keys),
            current.AccessKey,
            current.SecretKey,
            .. current.UseToken ? [current.Token] : Array.Empty<string>(),
            format,
        ];
        return $"s3({string.Join(", ", arguments.Select(Sql.Literal))})";
    }

    /// <summary>The objects' path as ClickHouse says it in <c>_path</c>.</summary>
    public string PathOf(string key) => $"{settings.Topology.Bucket}/{key}";
}
