namespace Sluice.Topology;

/// <summary>
/// The four domains that Sluice ships with (specification, Domain Configuration and Capacity Planning; R5, R13). Product's batch
/// size reads 1–5 in one table of the specification and 10 in the other: 1–5 is the batch, 10 its <c>MaxNumberOfMessages</c>.
/// </summary>
public static class DefaultDomains
{
    /// <summary>A fresh copy of the four, by name.</summary>
    public static Dictionary<string, DomainOptions> Create() => new()
    {
        ["market"] = new() { Priority = DomainPriority.High, BatchSizeMin = 5, BatchSizeMax = 10, MaxNumberOfMessages = 10, MemoryMiB = 768 },
        ["customer"] = new() { Priority = DomainPriority.Medium, BatchSizeMin = 3, BatchSizeMax = 7, MaxNumberOfMessages = 7, MemoryMiB = 1024 },
        ["product"] = new() { Priority = DomainPriority.Low, BatchSizeMin = 1, BatchSizeMax = 5, MaxNumberOfMessages = 10, MemoryMiB = 512 },
        ["analytics"] = new() { Priority = DomainPriority.Low, BatchSizeMin = 1, BatchSizeMax = 3, MaxNumberOfMessages = 5, MemoryMiB = 1024 },
    };
}
