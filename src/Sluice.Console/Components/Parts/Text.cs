using System.Globalization;

namespace Sluice.WebConsole.Components.Parts;

/// <summary>Figures as people read them.</summary>
internal static class Text
{
    private static readonly string[] _units = ["B", "KiB", "MiB", "GiB", "TiB"];

    /// <summary>What stands where nothing is known.</summary>
    public const string Unknown = "–";

    public static string Number(long? value) => value?.ToString("N0", CultureInfo.InvariantCulture) ?? Unknown;

    public static string Number(ulong value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Bytes(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1024 && unit < _units.Length - 1; unit++)
        {
            bytes /= 1024;
        }

        return $"{bytes.ToString(unit == 0 || bytes >= 100 ? "0" : "0.0", CultureInfo.InvariantCulture)} {_units[unit]}";
    }

    /// <summary>A length of time in the unit that fits it: <c>850 ms</c>, <c>3.2 s</c>, <c>4 min 10 s</c>.</summary>
    public static string Duration(TimeSpan? duration) => duration switch
    {
        null => Unknown,
        { TotalMilliseconds: < 1000 } it => $"{Math.Max(0, it.TotalMilliseconds):0} ms",
        { TotalSeconds: < 60 } it => $"{it.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s",
        { TotalMinutes: < 60 } it => $"{(int)it.TotalMinutes} min {it.Seconds} s",
        { TotalHours: < 48 } it => $"{(int)it.TotalHours} h {it.Minutes} min",
        { } it => $"{(int)it.TotalDays} d {it.Hours} h",
    };

    /// <summary>How long ago, in its largest unit.</summary>
    public static string Ago(DateTimeOffset at, DateTimeOffset now) => (now - at) switch
    {
        { TotalSeconds: < 1 } => "now",
        { TotalSeconds: < 60 } it => $"{(int)it.TotalSeconds} s ago",
        { TotalMinutes: < 60 } it => $"{(int)it.TotalMinutes} min ago",
        { TotalHours: < 48 } it => $"{(int)it.TotalHours} h ago",
        { } it => $"{(int)it.TotalDays} d ago",
    };

    public static string Time(DateTime utc, bool full = false) => utc.ToString(full ? "yyyy-MM-dd HH:mm:ss.fff" : "yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    /// <summary>With a capital and a full stop, to stand between sentences.</summary>
    public static string Sentence(string text) =>
        text.Length == 0 ? "" : $"{char.ToUpperInvariant(text[0])}{text[1..]}{(text[^1] is '.' or '!' or '?' ? "" : ".")}";
}
