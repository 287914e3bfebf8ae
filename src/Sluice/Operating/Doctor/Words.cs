using System.Globalization;

namespace Sluice.Operating.Doctor;

/// <summary>Figures and lists in words.</summary>
internal static class Words
{
    private const double MiB = 1L << 20;
    private const double GiB = 1L << 30;

    public static string Size(double bytes) => bytes < GiB
        ? $"{(bytes / MiB).ToString("0", CultureInfo.InvariantCulture)} MiB"
        : $"{(bytes / GiB).ToString("0.#", CultureInfo.InvariantCulture)} GiB";

    public static string Seconds(TimeSpan span) => $"{span.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture)} s";

    /// <summary>A count with its noun.</summary>
    public static string Several(long count, string noun) => $"{count.ToString(CultureInfo.InvariantCulture)} {noun}{(count == 1 ? "" : "s")}";

    public static string List(IEnumerable<string> names) => string.Join(", ", names);

    /// <summary>The names, or how many there are where they are many.</summary>
    public static string Few(IReadOnlyCollection<string> names, int most = 5) =>
        names.Count <= most ? List(names) : $"{List(names.Take(most))} and {names.Count - most} more";
}
