using System.Text.Json;
using System.Text.Json.Serialization;
using Sluice.Sandbox;

namespace Sluice.Cli.Output;

/// <summary>The line that <c>sluice sandbox --json</c> prints. People script against its keys.</summary>
internal sealed record SandboxLine(
    [property: JsonPropertyName("aws")] string Aws,
    [property: JsonPropertyName("clickhouse")] string ClickHouse,
    [property: JsonPropertyName("clickhouseTcp")] string ClickHouseTcp,
    [property: JsonPropertyName("user")] string User,
    [property: JsonPropertyName("password")] string Password,
    [property: JsonPropertyName("bucket")] string Bucket,
    [property: JsonPropertyName("region")] string Region,
    [property: JsonPropertyName("queues")] IReadOnlyDictionary<string, string> Queues,
    [property: JsonPropertyName("deadLetterQueues")] IReadOnlyDictionary<string, string> DeadLetterQueues,
    [property: JsonPropertyName("config")] string Config)
{
    public static SandboxLine Of(LocalCloud cloud) => new(
        cloud.AwsEndpoint.GetLeftPart(UriPartial.Authority),
        cloud.ClickHouseHttpEndpoint.GetLeftPart(UriPartial.Authority),
        $"127.0.0.1:{cloud.ClickHouseTcpPort}",
        cloud.AdminUser,
        cloud.AdminPassword,
        cloud.Bucket,
        cloud.Region,
        cloud.Queues,
        cloud.DeadLetterQueues,
        cloud.ConfigPath);

    public string ToJson() => JsonSerializer.Serialize(this);
}
