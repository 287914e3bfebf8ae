namespace Sluice.ChaosTests.World;

/// <summary>The tables that are loaded, one for each way that the protocol goes.</summary>
internal enum ChaosTable
{
    /// <summary>A deduplication window and nothing else.</summary>
    Plain,

    /// <summary>Has the provenance column.</summary>
    Provenance,

    /// <summary>Has a materialized view that sums.</summary>
    Viewed,

    /// <summary>PARTITION BY: an object becomes several parts.</summary>
    Partitioned,

    /// <summary>Takes the objects that are too large for one block.</summary>
    Staged,
}
