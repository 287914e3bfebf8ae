namespace Sluice.Configuration;

/// <summary>What a table must offer before the agent loads into it.</summary>
public enum DeliveryGuarantee
{
    /// <summary>The table and every table that its materialized views write to have a deduplication window; else it is refused.</summary>
    ExactlyOnce,

    /// <summary>Tables without a window are loaded too; a repeated insert then duplicates rows.</summary>
    AtLeastOnce,
}
