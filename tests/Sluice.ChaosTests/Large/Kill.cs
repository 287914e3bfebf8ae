namespace Sluice.ChaosTests.Large;

/// <summary>Something was killed.</summary>
/// <param name="Moment">When.</param>
/// <param name="At">Since the upload.</param>
/// <param name="Visible">Rows that were in the target.</param>
/// <param name="Staged">Rows that were in staging tables, of all attempts together.</param>
/// <param name="WasCaught">Whether what should be interrupted was still running.</param>
internal sealed record Kill(KillMoment Moment, TimeSpan At, long Visible, long Staged, bool WasCaught)
{
    /// <summary>How long it took until the load went on with staging or publishing; null when nothing of that came any more.</summary>
    public TimeSpan? WentOnAfter { get; set; }
}
