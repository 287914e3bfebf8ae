using Sluice.Configuration;
namespace Sluice.Loading.Contract;

/// <summary>What the gate decided.</summary>
/// <param name="Mode">Mode that it decided under.</param>
/// <param name="Findings">What does not simply fit; refusals first.</param>
/// <param name="Mapping">Every table column and where its values come from, in the table's order; added columns last.</param>
/// <param name="Additions">Columns to add first; empty unless the mode is evolve.</param>
internal sealed record ContractVerdict(
    ContractMode Mode,
    IReadOnlyList<ContractFinding> Findings,
    IReadOnlyList<ColumnMapping> Mapping,
    IReadOnlyList<ColumnAddition> Additions)
{
    /// <summary>False when the object must not be loaded.</summary>
    public bool IsAccepted => !Findings.Any(finding => finding.Severity == FindingSeverity.Refusal);

    /// <summary>What it found of that severity, in one line.</summary>
    public string Explain(FindingSeverity severity) =>
        string.Join("; ", Findings.Where(finding => finding.Severity == severity).Select(finding => finding.Explanation.TrimEnd('.')));

    /// <summary>The verdict as a text of several lines that a person can act on.</summary>
    public string Diff => ContractDiff.Of(this);
}
