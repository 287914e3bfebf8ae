namespace Sluice.Operating;

/// <summary>Which times an audit goes by.</summary>
/// <param name="Now">When it looks.</param>
/// <param name="Grace">How long after its creation an object may be unknown to the ledger.</param>
/// <param name="StuckAfter">How long after its last attempt an object's message may still come back.</param>
/// <param name="Since">Objects created earlier are left out.</param>
internal sealed record AuditClock(DateTime Now, TimeSpan Grace, TimeSpan StuckAfter, DateTime? Since)
{
    public bool IsOnItsWay(DateTime created) => Now - created <= Grace;

    public bool MayComeBack(DateTime attempted) => Now - attempted <= StuckAfter;

    public bool Covers(DateTime created) => Since is null || created >= Since;
}
