using Sluice.Bench.Compare.World;
using Sluice.Sandbox;

namespace Sluice.Bench.Compare.Contenders;

/// <summary>Writes what ClickHouse reads objects with.</summary>
internal static class ObjectSource
{
    private const string Secret = "bench";

    /// <summary>Arguments of all objects of a round.</summary>
    public static string Arguments(LocalCloud cloud, string path, string accessKeyId) =>
        $"('{cloud.AwsEndpoint.GetLeftPart(UriPartial.Authority)}/{cloud.Bucket}/{path}', '{accessKeyId}', '{Secret}', 'Parquet')";

    /// <summary>The table function of all objects of a round.</summary>
    public static string Glob(LocalCloud cloud, Round round, string accessKeyId) => $"s3{Arguments(cloud, $"{round.Prefix}*/*.parquet", accessKeyId)}";

    /// <summary>The table function of one object.</summary>
    public static string Object(LocalCloud cloud, string key, string accessKeyId) => $"s3{Arguments(cloud, key, accessKeyId)}";
}
