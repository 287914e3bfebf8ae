using Sluice.Admitting;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;
using Sluice.Loading.Targets;

namespace Sluice.Operating;

/// <summary>Everything that decides about an object, as far as it could be found out.</summary>
internal sealed record ObjectExplanation
{
    public required S3Address Address { get; init; }

    /// <summary>Where the key belongs, or null when it is refused.</summary>
    public LoadRequest? Request { get; init; }

    /// <summary>What the ledger knows about the key's contents.</summary>
    public IReadOnlyList<LedgerEntry> Versions { get; init; } = [];

    public FooterSummary? Footer { get; init; }

    public TargetTable? Target { get; init; }

    public ContractVerdict? Verdict { get; init; }

    public BlockPlan? Block { get; init; }

    /// <summary>The INSERT with credentials hidden.</summary>
    public string? Statement { get; init; }

    public Conclusion Conclusion { get; init; } = Conclusion.WouldRefuse;

    /// <summary>What stands in the way, or is good to know.</summary>
    public IReadOnlyList<string> Reasons { get; init; } = [];
}
