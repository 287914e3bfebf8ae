namespace Sluice.Bench.Compare.Results;

/// <summary>What is to be reached.</summary>
/// <param name="Name">What was measured.</param>
/// <param name="Value">What it was.</param>
/// <param name="Limit">What it may be at most, or must be at least.</param>
/// <param name="IsAtMost">Which of both.</param>
/// <param name="Unit">Unit of value and limit, or empty for a ratio.</param>
internal sealed record Target(string Name, double Value, double Limit, bool IsAtMost, string Unit = "")
{
    /// <summary>Whether it is reached.</summary>
    public bool IsReached => IsAtMost ? Value <= Limit : Value >= Limit;
}
