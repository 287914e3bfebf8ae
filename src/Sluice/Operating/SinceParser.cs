using System.Globalization;
using System.Text.RegularExpressions;

namespace Sluice.Operating;

/// <summary>Reads a point in time as people give it at a command line.</summary>
internal static partial class SinceParser
{
    /// <summary>What <see cref="TryParse"/> takes, in words.</summary>
    public const string Expected = "an ISO 8601 time such as 2026-01-31 or 2026-01-31T12:00:00Z (UTC unless it says otherwise), or a duration back from now such as 90m, 24h or 7d";

    /// <summary>A time, or a duration back from <paramref name="now"/>; null when it is neither.</summary>
    public static DateTime? TryParse(string text, DateTimeOffset now)
    {
        if (TryParseDuration(text) is { } ago)
        {
            return ago <= now - DateTimeOffset.MinValue ? (now - ago).UtcDateTime : null;
        }

        return IsoTime().IsMatch(text)
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            ? time.UtcDateTime
            : null;
    }

    /// <summary>A whole number of seconds, minutes, hours or days such as <c>90m</c>; null when it is not.</summary>
    public static TimeSpan? TryParseDuration(string text)
    {
        var match = Duration().Match(text);
        if (!match.Success || !long.TryParse(match.Groups["count"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return null;
        }

        var unit = match.Groups["unit"].Value switch
        {
            "s" => TimeSpan.FromSeconds(1),
            "m" => TimeSpan.FromMinutes(1),
            "h" => TimeSpan.FromHours(1),
            _ => TimeSpan.FromDays(1),
        };
        return count <= TimeSpan.MaxValue.Ticks / unit.Ticks ? unit * count : null;
    }

    [GeneratedRegex(@"^(?<count>[0-9]+)(?<unit>[smhd])\z")]
    private static partial Regex Duration();

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ][0-9:.]+)?(Z|[+-][0-9]{2}:[0-9]{2})?\z")]
    private static partial Regex IsoTime();
}
