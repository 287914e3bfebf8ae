using Sluice.Sandbox;
using Spectre.Console;

namespace Sluice.Cli.Output;

/// <summary>Says how to reach a sandbox with ordinary clients.</summary>
internal static class Connections
{
    /// <param name="console">Where it is said.</param>
    /// <param name="cloud">The sandbox.</param>
    /// <param name="agentConsole">Where an agent of it serves its console, or null.</param>
    public static void Show(IAnsiConsole console, LocalCloud cloud, string? agentConsole = null)
    {
        console.WriteLine();
        if (agentConsole is not null)
        {
            console.WriteLine($"console       {agentConsole}");
        }

        console.WriteLine($"S3 and SQS    {cloud.AwsEndpoint.GetLeftPart(UriPartial.Authority)} (Region {cloud.Region}, bucket {cloud.Bucket}, any credentials: only the agent's own are held to policies)");
        console.WriteLine($"ClickHouse    {cloud.ClickHouseHttpEndpoint.GetLeftPart(UriPartial.Authority)}, native 127.0.0.1:{cloud.ClickHouseTcpPort} (user {cloud.AdminUser})");
        foreach (var (domain, queue) in cloud.Queues)
        {
            console.WriteLine($"{domain,-13} {queue}");
        }

        console.WriteLine($"agent         sluice run --config {cloud.ConfigPath}");
        console.WriteLine($"operator      SLUICE__AWS__PROFILE={LocalCloud.OperatorProfile} sluice audit --config {cloud.ConfigPath}");
        console.WriteLine();
        console.WriteLine("# For aws and clickhouse-client:");
        foreach (var (name, value) in Variables(cloud))
        {
            console.WriteLine($"export {name}='{value}'");
        }

        console.WriteLine();
        console.WriteLine("Ctrl-C stops everything and removes its files.");
    }

    private static IEnumerable<(string Name, string Value)> Variables(LocalCloud cloud) =>
    [
        ("AWS_ENDPOINT_URL", cloud.AwsEndpoint.GetLeftPart(UriPartial.Authority)),
        ("AWS_REGION", cloud.Region),
        ("AWS_ACCESS_KEY_ID", "sandbox"),
        ("AWS_SECRET_ACCESS_KEY", "sandbox"),
        ("CLICKHOUSE_HOST", "127.0.0.1"),
        ("CLICKHOUSE_PORT", $"{cloud.ClickHouseTcpPort}"),
        ("CLICKHOUSE_USER", cloud.AdminUser),
        ("CLICKHOUSE_PASSWORD", cloud.AdminPassword),
    ];
}
