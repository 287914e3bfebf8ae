namespace Sluice.Operating;

/// <summary>What an audit found.</summary>
/// <param name="Counts">Everything, counted.</param>
/// <param name="Findings">The first of what is unaccounted for.</param>
/// <param name="Notes">What could not be told, for people.</param>
/// <param name="Repaired">Objects that were, or would be, sent to their queues.</param>
/// <param name="UnsentCount">Objects that should have been and SQS did not take.</param>
internal sealed record AuditReport(
    AuditCounts Counts, IReadOnlyList<AuditFinding> Findings, IReadOnlyList<string> Notes, long Repaired, long UnsentCount);
