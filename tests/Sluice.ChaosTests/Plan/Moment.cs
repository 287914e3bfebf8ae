namespace Sluice.ChaosTests.Plan;

/// <summary>When, as seen from the step's request.</summary>
internal enum Moment
{
    /// <summary>Before the server hears of it.</summary>
    Before,

    /// <summary>A moment after it was forwarded.</summary>
    During,

    /// <summary>The server has done it, and the agent has not heard.</summary>
    After,
}
