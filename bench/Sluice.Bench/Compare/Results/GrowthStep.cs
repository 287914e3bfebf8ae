using Sluice.Bench.Compare.Contenders;

namespace Sluice.Bench.Compare.Results;

/// <summary>A load of a backlog, one step of what grows.</summary>
/// <param name="Name">What it is a step of and how large, such as <c>10k</c>.</param>
/// <param name="Loaded">Objects that were loaded, which may be fewer than there were when time was over.</param>
/// <param name="Use">What it took.</param>
internal sealed record GrowthStep(string Name, int Loaded, AgentUse Use)
{
    /// <summary>Objects a second.</summary>
    public double ObjectsPerSecond => Loaded / Use.Elapsed.TotalSeconds;

    /// <summary>Peak memory of an agent in MB, 10⁶ bytes.</summary>
    public double AgentMb => Use.PeakBytes / 1e6;
}
