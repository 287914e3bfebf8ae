namespace Sluice.Operating.Doctor;

/// <summary>What a check saw.</summary>
internal sealed record CheckResult(CheckInfo Check, IReadOnlyList<Finding> Findings)
{
    /// <summary>Whether what needs this check can be tried.</summary>
    public bool IsUsable =>
        Findings.All(finding => finding.Status != CheckStatus.Problem) && Findings.Any(finding => finding.Status != CheckStatus.Skipped);
}
