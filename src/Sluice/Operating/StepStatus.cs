namespace Sluice.Operating;

/// <summary>What became of one step of a preparation.</summary>
internal enum StepStatus
{
    /// <summary>Nothing to do.</summary>
    Fine,

    /// <summary>It is to be done; with a dry run it stays so.</summary>
    Needed,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>The ClickHouse user may not do it.</summary>
    NotPermitted,

    /// <summary>It cannot be done; the detail says why.</summary>
    Impossible,
}
