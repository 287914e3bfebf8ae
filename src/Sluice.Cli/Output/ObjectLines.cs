using Sluice.Ledger;
using Sluice.Operating;

namespace Sluice.Cli.Output;

/// <summary>How counts and objects are written for people and for scripts.</summary>
internal static class ObjectLines
{
    /// <summary>States in snake case, as the ledger's column has them.</summary>
    public static SortedDictionary<string, long> ByState(IReadOnlyDictionary<LoadState, long> counts) =>
        new(counts.ToDictionary(count => LedgerListing.NameOf(count.Key), count => count.Value), StringComparer.Ordinal);

    /// <summary>"3 loaded, 1 skipped".</summary>
    public static string Text(IReadOnlyDictionary<LoadState, long> counts) =>
        string.Join(", ", ByState(counts).Select(count => $"{count.Value} {count.Key}"));

    /// <summary>"1 object" or "2 objects".</summary>
    public static string Objects(long count) => count == 1 ? "1 object" : $"{count} objects";

    /// <summary>The first objects that something is wrong with, and how many more there are.</summary>
    public static IEnumerable<string> First(IReadOnlyCollection<UnsentObject> objects, long count)
    {
        const int shown = 10;
        foreach (var unsent in objects.Take(shown))
        {
            yield return $"  {unsent.Key}: {unsent.Reason}";
        }

        if (count > shown)
        {
            yield return $"  … and {count - Math.Min(shown, objects.Count)} more";
        }
    }
}
