using System.Text.Json;

namespace Sluice.Cli.Demo;

/// <summary>A line of the agent's JSON log.</summary>
internal sealed record AgentLine(DateTimeOffset At, int EventId, string Level, string Message, JsonElement Values)
{
    /// <summary>Reads a line, or null when it is not one of the agent's.</summary>
    public static AgentLine? TryParse(string line)
    {
        try
        {
            var root = JsonSerializer.Deserialize<JsonElement>(line);
            return new AgentLine(
                root.GetProperty("Timestamp").GetDateTimeOffset(),
                root.GetProperty(nameof(EventId)).GetInt32(),
                root.GetProperty("LogLevel").GetString() ?? "",
                root.GetProperty(nameof(Message)).GetString() ?? "",
                root.GetProperty("State"));
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    public string? Text(string name) => Values.TryGetProperty(name, out var value) ? value.ToString() : null;

    public long Number(string name) => Values.TryGetProperty(name, out var value) && value.TryGetInt64(out var number) ? number : 0;
}
