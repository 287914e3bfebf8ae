namespace Sluice.Operating;

/// <summary>What a replay did.</summary>
/// <param name="Sent">Objects put into their queues.</param>
/// <param name="UnsentCount">Objects that could not be.</param>
/// <param name="Unsent">The first of those.</param>
internal sealed record ReplayReport(long Sent, long UnsentCount, IReadOnlyList<UnsentObject> Unsent);
