using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>The cluster that objects are loaded through.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Shards">HTTP interface of a server of each shard, the first shard first.</param>
public sealed partial record ClusterSettings(string Name, ImmutableArray<Uri> Shards)
{
    private const int MostShards = 1000;

    internal static ClusterSettings? Resolve(ClusterOptions options, ICollection<ConfigurationError> errors)
    {
        if (string.IsNullOrEmpty(options.Name) && options.Shards.Count == 0)
        {
            return null;
        }

        if (options.Name is not { } name || !ClusterName().IsMatch(name))
        {
            errors.Add(new("cluster:name", options.Name, "the cluster's name: letters, digits, _, - and ., at most 128"));
        }

        if (options.Shards.Count is 0 or > MostShards)
        {
            errors.Add(new("cluster:shards", $"{options.Shards.Count} shards", $"1 to {MostShards}: the HTTP interface of a server of each shard, by its number"));
        }

        return new ClusterSettings(options.Name ?? "", ShardsOf(options, errors));
    }

    private static ImmutableArray<Uri> ShardsOf(ClusterOptions options, ICollection<ConfigurationError> errors)
    {
        foreach (var number in options.Shards.Keys.Where(number => !IsShard(number, options.Shards.Count)))
        {
            errors.Add(new($"cluster:shards:{number}", options.Shards[number], $"a shard's number, from 1 to {options.Shards.Count} (as many as there are)"));
        }

        var shards = new List<Uri>();
        foreach (var (number, url) in options.Shards.Where(shard => IsShard(shard.Key, options.Shards.Count)).OrderBy(shard => int.Parse(shard.Key, CultureInfo.InvariantCulture)))
        {
            var key = $"cluster:shards:{number}";
            if (string.IsNullOrEmpty(url))
            {
                errors.Add(new(key, url, SettingsResolver.HttpUrl));
            }
            else if (SettingsResolver.Endpoint(key, url, errors) is { } endpoint)
            {
                if (shards.Contains(endpoint))
                {
                    errors.Add(new(key, url, "another server than the other shards'"));
                }

                shards.Add(endpoint);
            }
        }

        return [.. shards];
    }

    private static bool IsShard(string number, int shards) =>
        int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed >= 1 && parsed <= shards && number == parsed.ToString(CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[A-Za-z0-9_.-]{1,128}\z")]
    private static partial Regex ClusterName();
}
