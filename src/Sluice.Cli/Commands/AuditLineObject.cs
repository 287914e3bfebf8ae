using System.Text.Json.Serialization;

namespace Sluice.Cli.Commands;

/// <summary>One object behind the figure of <c>sluice audit --json</c>.</summary>
internal sealed record AuditLineObject(string Key, [property: JsonPropertyName("etag")] string ETag, string Kind, string Detail);
