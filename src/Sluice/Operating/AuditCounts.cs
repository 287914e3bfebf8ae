using Sluice.Ledger;

namespace Sluice.Operating;

/// <summary>What an audit has counted. Every listed object is in exactly one of ignored, accounted, pending and unaccounted.</summary>
internal sealed class AuditCounts
{
    private readonly Dictionary<LoadState, long> _accountedAs = [];
    private readonly Dictionary<AuditKind, long> _byKind = [];

    /// <summary>Objects in the bucket under the domains' prefixes.</summary>
    public long Listed { get; set; }

    /// <summary>Objects that raise no message, and that the ledger does not know.</summary>
    public long Ignored { get; set; }

    /// <summary>Objects on their way.</summary>
    public long Pending { get; set; }

    /// <summary>Loaded content that is no longer in the bucket.</summary>
    public long Expired { get; set; }

    /// <summary>Objects whose key no table can be told from: their messages are dead letters (E001).</summary>
    public long Refused { get; set; }

    public IReadOnlyDictionary<LoadState, long> AccountedAs => _accountedAs;

    public IReadOnlyDictionary<AuditKind, long> ByKind => _byKind;

    public long Accounted => Refused + _accountedAs.Values.Sum();

    public long Unaccounted => _byKind.Values.Sum();

    public void Account(LoadState state) => _accountedAs[state] = _accountedAs.GetValueOrDefault(state) + 1;

    public void Find(AuditKind kind) => _byKind[kind] = _byKind.GetValueOrDefault(kind) + 1;
}
