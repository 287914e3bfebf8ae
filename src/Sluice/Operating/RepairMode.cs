namespace Sluice.Operating;

/// <summary>What an audit does about what can be loaded.</summary>
internal enum RepairMode
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Counts what it would send.</summary>
    DryRun,

    /// <summary>Sends it.</summary>
    On,
}
