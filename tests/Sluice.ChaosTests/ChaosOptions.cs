namespace Sluice.ChaosTests;

/// <summary>What a run is asked for.</summary>
/// <param name="Faults">Faults to inject.</param>
/// <param name="Seed">Seed of everything that is decided by chance.</param>
/// <param name="Limit">How long faults are injected at most.</param>
/// <param name="Agents">Agents at once on the same queues.</param>
/// <param name="Overwrites">Whether objects are overwritten while they are loaded.</param>
/// <param name="Json">Whether the result is the last line of stdout.</param>
/// <param name="Verbose">Whether each fault is shown.</param>
/// <param name="Report">File for a report in Markdown, or null.</param>
internal sealed record ChaosOptions(
    int Faults, int Seed, TimeSpan Limit, int Agents, bool Overwrites, bool Json, bool Verbose, string? Report);
