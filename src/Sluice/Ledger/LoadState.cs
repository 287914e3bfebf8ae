namespace Sluice.Ledger;

/// <summary>
/// Where an object version stands. The number is its rank: within a generation a row of higher rank replaces one of lower, whatever the order
/// in which two agents write them.
/// </summary>
internal enum LoadState
{
    /// <summary>An attempt failed before an insert was intended; its message comes back.</summary>
    Failed = 1,

    /// <summary>Refused; its message is or will be in the dead-letter queue.</summary>
    DeadLettered = 2,

    /// <summary>The object had other content by the time it was read; the newer content has an identity of its own.</summary>
    Superseded = 3,

    /// <summary>Another content of the key is loaded, and the table keeps the first (<c>onOverwrite: Skip</c>).</summary>
    Skipped = 4,

    /// <summary>An insert may have begun. Without this row none does. It outranks what comes before an insert, so that nothing hides it.</summary>
    Intended = 5,

    /// <summary>An insert began too long ago to be repeated safely, and nothing in the table says how it ended.</summary>
    InDoubt = 6,

    /// <summary>Its rows are in the table.</summary>
    Loaded = 7,

    /// <summary>Its rows were taken out by an operator.</summary>
    Unloaded = 8,

    /// <summary>Its rows were taken out for those of later content of its key (<c>onOverwrite: Replace</c>).</summary>
    Replaced = 9,
}
