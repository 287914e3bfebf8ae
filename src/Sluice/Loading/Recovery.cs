using Sluice.Ledger;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>What to do about an insert that was intended and of which nobody knows how it ended.</summary>
internal enum Recovery
{
    /// <summary>Send the same insert again: the deduplication windows still remember it, if it succeeded.</summary>
    Repeat,

    /// <summary>The windows may have forgotten it: only the rows themselves can tell, by provenance or by content.</summary>
    CountRows,
}

/// <summary>Decides how an unfinished insert is taken up again.</summary>
internal static class RecoveryRule
{
    // Half a window is left to inserts that happen between this decision and the repeated insert.
    private const int WindowShare = 2;

    /// <param name="intent">The intended insert.</param>
    /// <param name="target">The table, with the windows of everything that is written.</param>
    /// <param name="blockNumbers">Highest block numbers now; empty when they are not known.</param>
    /// <param name="serverVersion">ClickHouse's version now: another one may cut what it reads into other blocks, which the token counts.</param>
    public static Recovery Decide(
        LedgerEntry intent, TargetTable target, IReadOnlyDictionary<string, long> blockNumbers, string serverVersion) =>
        intent.ServerVersion == serverVersion && IsSpreadAlike(target, intent.BlockNumbers)
        && target.Written.All(table => target.BlockKeysOf(table).All(key => Remembers(table, key, intent.BlockNumbers, blockNumbers)))
            ? Recovery.Repeat
            : Recovery.CountRows;

    /// <summary>Each shard would be sent the same rows again.</summary>
    private static bool IsSpreadAlike(TargetTable target, IReadOnlyDictionary<string, long> then) =>
        target.Distribution is not { } distribution || (then.TryGetValue(Distribution.LayoutKey, out var layout) && layout == distribution.LayoutNumber);

    /// <summary>Fewer blocks than the window holds have come since; numbers that went backwards (parts were dropped) say nothing.</summary>
    private static bool Remembers(WrittenTable table, string key, IReadOnlyDictionary<string, long> then, IReadOnlyDictionary<string, long> now) =>
        then.TryGetValue(key, out var before)
        && now.TryGetValue(key, out var after)
        && after >= before
        && after - before < table.DeduplicationWindow / WindowShare;
}
