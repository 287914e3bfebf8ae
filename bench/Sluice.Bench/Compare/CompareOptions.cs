namespace Sluice.Bench.Compare;

/// <summary>What is compared.</summary>
/// <param name="Quick">Fewer rounds and smaller growth.</param>
/// <param name="Parts">Names of <see cref="AllParts"/>.</param>
/// <param name="OutDirectory">Where results and charts go, or null.</param>
internal sealed record CompareOptions(bool Quick, IReadOnlySet<string> Parts, string? OutDirectory)
{
    public const string Small = "small", Middle = "middle", Large = "large", Trickle = "trickle", Backlog = "backlog", Ledger = "ledger", Agents = "agents";

    /// <summary>Everything that can be measured.</summary>
    public static IReadOnlyList<string> AllParts { get; } = [Small, Middle, Large, Trickle, Backlog, Ledger, Agents];

    /// <summary>Longest that it may take.</summary>
    public TimeSpan Limit => Quick ? TimeSpan.FromMinutes(12) : TimeSpan.FromMinutes(45);

    /// <summary>The command line that names the same.</summary>
    public string Command =>
        $"./bench.sh{(Quick ? " --quick" : "")}{(Parts.Count < AllParts.Count ? $" --only {string.Join(',', AllParts.Where(Has))}" : "")}{(OutDirectory is { } directory ? $" --out {directory}" : "")}";

    public bool Has(string part) => Parts.Contains(part);
}
