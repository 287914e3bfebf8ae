namespace Sluice.Operating;

/// <summary>What a backfill is asked for.</summary>
/// <param name="Prefix">Prefix of the keys; lies in a domain's, or covers some.</param>
/// <param name="Since">Objects created earlier are left out; null is all.</param>
/// <param name="IsDryRun">Count, and send nothing.</param>
internal sealed record BackfillRequest(string Prefix, DateTime? Since, bool IsDryRun);
