namespace Sluice.ChaosTests.Large;

/// <summary>The moments at which something is killed, in the order in which they come.</summary>
internal enum KillMoment
{
    /// <summary>The agent, while ClickHouse reads the object into the staging table.</summary>
    Staging,

    /// <summary>The agent, when all is staged and before the ledger has the intent.</summary>
    BeforeIntent,

    /// <summary>The agent, when the ledger has the intent and before ClickHouse has the first chunk.</summary>
    BeforeFirstChunk,

    /// <summary>The agent, when ClickHouse has done a chunk in the middle and before the agent hears of it.</summary>
    MidPublish,

    /// <summary>ClickHouse, while it inserts the chunk after that.</summary>
    ServerMidPublish,

    /// <summary>The agent, after the last chunk and before the ledger has "loaded".</summary>
    BeforeCommit,
}
