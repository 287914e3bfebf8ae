namespace Sluice.Bench.Compare.Results;

/// <summary>Names of the contenders.</summary>
internal static class Names
{
    public const string Sluice = "Sluice", S3Queue = "S3Queue", Glob = "glob", Naive = "naive";

    /// <summary>All, in the order of tables and charts.</summary>
    public static IReadOnlyList<string> All { get; } = [Sluice, S3Queue, Glob, Naive];
}
