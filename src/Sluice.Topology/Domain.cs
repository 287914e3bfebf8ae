namespace Sluice.Topology;

/// <summary>A validated domain: a prefix of the bucket, a database, and how its objects are loaded (R5, R12, R13).</summary>
/// <param name="Name">Lower-case name, part of the queue's name.</param>
/// <param name="Prefix">Key prefix, ending in <c>/</c>.</param>
/// <param name="Database">ClickHouse database of the domain's tables.</param>
/// <param name="Priority">Rank among the domains.</param>
/// <param name="BatchSizeMin">Smallest number of objects worth one receive.</param>
/// <param name="BatchSizeMax">Largest number of objects of one receive.</param>
/// <param name="MaxNumberOfMessages">Most messages of one <c>ReceiveMessage</c>.</param>
/// <param name="MemoryBytes">Memory budget of one running insert, in bytes.</param>
public sealed record Domain(
    string Name,
    string Prefix,
    string Database,
    DomainPriority Priority,
    int BatchSizeMin,
    int BatchSizeMax,
    int MaxNumberOfMessages,
    long MemoryBytes)
{
    /// <summary>Most messages that one receive asks for.</summary>
    public int MessagesPerReceive => Math.Min(BatchSizeMax, MaxNumberOfMessages);
}
