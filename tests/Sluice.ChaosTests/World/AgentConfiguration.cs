using System.Text.Json.Nodes;
using Sluice.Sandbox;

namespace Sluice.ChaosTests.World;

/// <summary>
/// Writes an agent's configuration: the sandbox's own, but ClickHouse is the proxy of that agent, and its AWS key has its name, so that one
/// sees whose request it is.
/// </summary>
internal static class AgentConfiguration
{
    /// <param name="cloud">The sandbox.</param>
    /// <param name="agent">Name of the agent.</param>
    /// <param name="clickHouse">Its proxy.</param>
    /// <param name="maxBlockMiB">Larger objects are staged, and published in pieces of that size.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<string> WriteAsync(LocalCloud cloud, string agent, Uri clickHouse, int maxBlockMiB, CancellationToken cancellationToken)
    {
        var config = JsonNode.Parse(await File.ReadAllTextAsync(cloud.ConfigPath, cancellationToken))!;
        var (path, credentials) = (Path.Combine(cloud.Directory, $"{agent}.json"), Path.Combine(cloud.Directory, $"{agent}-credentials"));
        config["aws"]!["profile"] = agent;
        config["aws"]!["profilesLocation"] = credentials;
        config["clickHouse"]!["endpoint"] = clickHouse.GetLeftPart(UriPartial.Authority);
        config["pipeline"]!["longPoll"] = $"{Timings.LongPoll:c}";
        config["loading"] = new JsonObject { ["maxBlockMiB"] = maxBlockMiB };
        await File.WriteAllTextAsync(path, config.ToJsonString(), cancellationToken);
        await File.WriteAllTextAsync(
            credentials, $"[{agent}]\naws_access_key_id = {agent}\naws_secret_access_key = chaos\n", cancellationToken);
        return path;
    }
}
