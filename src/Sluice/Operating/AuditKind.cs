namespace Sluice.Operating;

/// <summary>Why an object version, or rows, are unaccounted for. Scripts see the names in snake case.</summary>
internal enum AuditKind
{
    /// <summary>In the bucket, unknown to the ledger, and too old to be on its way.</summary>
    Missing,

    /// <summary>Attempted, and for longer than its message can still be on its way.</summary>
    Stuck,

    /// <summary>Parked: nobody knows whether its rows are in the table.</summary>
    InDoubt,

    /// <summary>Loaded, and the table has fewer of its rows.</summary>
    RowsMissing,

    /// <summary>Loaded, and the table has more of its rows.</summary>
    RowsDuplicated,

    /// <summary>Not loaded, taken out or replaced, and the table has rows of it.</summary>
    RowsLeft,

    /// <summary>Rows of an object that the ledger does not know.</summary>
    OrphanRows,

    /// <summary>Loaded, and the table, which cannot tell per object, has fewer rows than its objects together.</summary>
    TableRowsMissing,
}
