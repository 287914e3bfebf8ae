using System.Collections.Immutable;
using Sluice.Topology;

namespace Sluice.Operating;

/// <summary>What an audit is asked for.</summary>
/// <param name="Domains">The domains.</param>
/// <param name="Since">Objects created earlier are left out; null is all.</param>
/// <param name="Grace">How long an object may take to reach the ledger.</param>
/// <param name="Limit">How many findings are kept; all are counted.</param>
/// <param name="Repair">What to do about what can be loaded.</param>
internal sealed record AuditRequest(ImmutableArray<Domain> Domains, DateTime? Since, TimeSpan Grace, int Limit, RepairMode Repair);
