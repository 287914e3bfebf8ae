namespace Sluice.Operating;

/// <summary>What makes one target table, and everything that an insert into it writes to, ready.</summary>
/// <param name="Table">The target, or the ledger.</param>
/// <param name="Steps">Its steps, in the order in which they are taken.</param>
internal sealed record TablePreparation(string Table, IReadOnlyList<PreparationStep> Steps)
{
    /// <summary>False when some step stands in the way.</summary>
    public bool IsGood => Steps.All(step => step.IsGood);
}
