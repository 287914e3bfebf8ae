namespace Sluice.Loading.Targets;

/// <summary>A table that an insert writes to: the target itself, or one behind a materialized view.</summary>
/// <param name="Name">The table.</param>
/// <param name="Engine">Its engine.</param>
/// <param name="DeduplicationWindow">How many of its latest blocks it can tell again; 0 when none.</param>
/// <param name="IsPartitioned">Whether one block may become several parts.</param>
/// <param name="HasTtl">Whether rows, or values of them, may go by themselves.</param>
internal sealed record WrittenTable(TableName Name, string Engine, long DeduplicationWindow, bool IsPartitioned, bool HasTtl = false)
{
    /// <summary>Whether rows may be refused for what is in them.</summary>
    public bool HasConstraint { get; init; }

    /// <summary>Whether what was inserted stays as it was inserted: no merge makes one row of several, and none goes by itself.</summary>
    public bool KeepsRows => !HasTtl && Engine is "MergeTree" or "ReplicatedMergeTree" or "SharedMergeTree";

    /// <summary>Whether it commits a part and the record of its block together, in Keeper.</summary>
    public bool IsReplicated => Engine.StartsWith("Replicated", StringComparison.Ordinal) || Engine.StartsWith("Shared", StringComparison.Ordinal);
}
