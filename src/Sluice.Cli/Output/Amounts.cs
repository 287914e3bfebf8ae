using System.Globalization;

namespace Sluice.Cli.Output;

/// <summary>How figures and times are written for people.</summary>
internal static class Amounts
{
    private const double KiB = 1024, MiB = 1024 * KiB, GiB = 1024 * MiB;

    public const string Nothing = "–";

    /// <summary>A count with separators; a dash where it is not known.</summary>
    public static string Of(long? count) => count?.ToString("N0", CultureInfo.InvariantCulture) ?? Nothing;

    /// <summary>"340 ms", "2.4 s", "3 min", "5 h"; a dash where it is not known.</summary>
    public static string Of(TimeSpan? time) => time switch
    {
        null => Nothing,
        { TotalSeconds: < 1 } short_ => Text($"{short_.TotalMilliseconds:0} ms"),
        { TotalMinutes: < 2 } seconds => Text($"{seconds.TotalSeconds:0.#} s"),
        { TotalHours: < 2 } minutes => Text($"{minutes.TotalMinutes:0} min"),
        { TotalDays: < 2 } hours => Text($"{hours.TotalHours:0} h"),
        { } days => Text($"{days.TotalDays:0} d"),
    };

    /// <summary>Bytes in the unit that fits.</summary>
    public static string OfBytes(long bytes) => (double)bytes switch
    {
        < KiB => Text($"{bytes} bytes"),
        < MiB => Text($"{bytes / KiB:0.0} KiB"),
        < GiB => Text($"{bytes / MiB:0.0} MiB"),
        _ => Text($"{bytes / GiB:0.0} GiB"),
    };

    /// <summary>A time of UTC, to the second.</summary>
    public static string At(DateTime? time) => time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? Nothing;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
