namespace Sluice.Operating;

/// <summary>What the rows of a table can say about single objects.</summary>
internal enum RowsRule
{
    /// <summary>Every object has exactly its rows.</summary>
    Exact,

    /// <summary>The engine merges rows, or they expire: an object may have fewer rows, never more.</summary>
    AtMost,

    /// <summary>Nothing per object: no provenance column, or an engine that cannot be counted.</summary>
    Untold,

    /// <summary>There is no such table.</summary>
    Gone,
}
