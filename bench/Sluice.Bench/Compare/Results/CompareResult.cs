using Sluice.Bench.Compare.World;

namespace Sluice.Bench.Compare.Results;

/// <summary>Everything that was measured.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Workloads">The comparisons.</param>
internal sealed record CompareResult(Machine Machine, IReadOnlyList<WorkloadResult> Workloads)
{
    /// <summary>Objects that come one by one, or null.</summary>
    public TrickleResult? Trickle { get; init; }

    /// <summary>By the number of messages that wait.</summary>
    public IReadOnlyList<GrowthStep> Backlog { get; init; } = [];

    /// <summary>By what the ledger knows, of each round.</summary>
    public IReadOnlyList<LedgerRates> Ledger { get; init; } = [];

    /// <summary>By the number of agents.</summary>
    public IReadOnlyList<GrowthStep> Agents { get; init; } = [];

    /// <summary>Objects a second with the large ledger divided by those with the small one.</summary>
    public Spread? LedgerRatio => Spread.Of(Ledger.Select(rates => rates.WithMany / rates.WithFew));

    /// <summary>Of the small workload; where that was not measured, of the largest backlog.</summary>
    public double? SqsRequestsPerObject =>
        Of(Workload.Small)?.Of(Names.Sluice, turn => turn.Agent!.SqsRequests)?.Median / Workload.Small.Objects
        ?? (Backlog is [.., var last] ? last.Use.SqsRequests / (double)last.Loaded : null);

    /// <summary>The comparison of a workload, or null.</summary>
    public WorkloadResult? Of(Workload workload) => Workloads.FirstOrDefault(result => result.Workload.Name == workload.Name);

    /// <summary>Median of the ratios of the rounds, or null.</summary>
    public double? Ratio(Workload workload, string contender, string other) => Of(workload)?.Ratio(contender, other)?.Median;
}
