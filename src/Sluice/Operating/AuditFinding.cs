namespace Sluice.Operating;

/// <summary>Something that is unaccounted for.</summary>
/// <param name="Key">Key of the object; empty when only its rows are known.</param>
/// <param name="ETag">Its content.</param>
/// <param name="Kind">Why.</param>
/// <param name="Detail">What was seen, for people.</param>
/// <param name="Repair">What <c>--repair</c> does about it.</param>
internal sealed record AuditFinding(string Key, string ETag, AuditKind Kind, string Detail, AuditRepair Repair = AuditRepair.None);
