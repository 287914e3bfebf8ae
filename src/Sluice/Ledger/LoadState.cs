namespace Sluice.Ledger;

/// <summary>
/// Where an object version stands. The number is its rank: within a generation a row of higher rank replaces one of lower, whatever the order
/// in which two agents write them.
/// </summary>
internal enum LoadState
{
    /// <summary>An attempt failed before an insert was intended; its message comes back.</summary>
    Failed = 1,

    /// <summary>An insert may have begun. Without this row none does.</summary>
    Intended = 2,

    /// <summary>Refused; its message is or will be in the dead-letter queue.</summary>
    DeadLettered = 3,

    /// <summary>An insert began too long ago to be repeated safely, and nothing in the table says how it ended.</summary>
    InDoubt = 4,

    /// <summary>The object had other content by the time it was read; the newer content has an identity of its own.</summary>
    Superseded = 5,

    /// <summary>Its rows are in the table.</summary>
    Loaded = 6,
}
