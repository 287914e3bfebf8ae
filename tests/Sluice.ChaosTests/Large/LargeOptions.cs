namespace Sluice.ChaosTests.Large;

/// <summary>What a run of the large object is asked for.</summary>
/// <param name="Rows">Rows of the object.</param>
/// <param name="Json">Whether the result is the last line of stdout.</param>
/// <param name="Verbose">Whether details are shown as they happen.</param>
/// <param name="Report">File for a report in Markdown, or null.</param>
internal sealed record LargeOptions(long Rows, bool Json, bool Verbose, string? Report)
{
    /// <summary>Fewer would not make a middle to kill in.</summary>
    public const long LeastRows = 500_000;

    private const long BytesPerRow = 35;
    private const long Chunks = 12;

    /// <summary>The agent's <c>loading.maxBlockMiB</c>, so that the object is published in over a dozen chunks.</summary>
    public int MaxBlockMiB => (int)Math.Max(1, Rows * BytesPerRow / Chunks >> 20);
}
