namespace Sluice.Loading.Targets;

/// <summary>A table that an insert writes to: the target itself, or one behind a materialized view.</summary>
/// <param name="Name">The table.</param>
/// <param name="Engine">Its engine.</param>
/// <param name="DeduplicationWindow">How many of its latest blocks it can tell again; 0 when none.</param>
/// <param name="IsPartitioned">Whether one block may become several parts.</param>
internal sealed record WrittenTable(TableName Name, string Engine, long DeduplicationWindow, bool IsPartitioned);
