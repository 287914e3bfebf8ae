using Sluice.Topology;

namespace Sluice.Infra;

/// <summary>What a stack is a part of an environment for.</summary>
/// <param name="Name">Last part of the stack's name.</param>
/// <param name="Description">What is in it.</param>
/// <param name="HoldsData">Whether deleting it by accident could lose something: it is protected then.</param>
internal sealed record StackPart(string Name, string Description, bool HoldsData)
{
    public static readonly StackPart Keys = new("keys", "encryption key", HoldsData: true);

    public static readonly StackPart Storage = new("storage", "curated bucket", HoldsData: true);

    // Messages are objects that are not loaded yet
    public static readonly StackPart Ingest = new(OutputNames.StackPart, "rules and queues", HoldsData: true);

    public static readonly StackPart Identity = new("identity", "permissions", HoldsData: false);

    public static readonly StackPart Watch = new("watch", "alarms and dashboard", HoldsData: false);
}
