using System.Text.Json.Serialization;

namespace Sluice.Operating;

/// <summary>One thing that makes the ledger or a table ready.</summary>
/// <param name="Subject">The table, view or database that it is about.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Detail">The state that is wanted, or why it cannot be reached.</param>
/// <param name="Statement">What is to be run, or null.</param>
internal sealed record PreparationStep(string Subject, StepStatus Status, string Detail, string? Statement = null)
{
    /// <summary>Number of the shard that it is run on; null where statements are sent.</summary>
    [JsonIgnore]
    public int? Shard { get; init; }

    /// <summary>False when the step stands in the way of exactly-once loading.</summary>
    public bool IsGood => Status is not (StepStatus.NotPermitted or StepStatus.Impossible);
}
