namespace Sluice.Topology;

/// <summary>One entry of <c>domains</c> in <c>sluice.json</c>; unset values take the default named at each property (R5, R12, R13).</summary>
public sealed class DomainOptions
{
    /// <summary>Key prefix of the domain's objects, ending in <c>/</c>. Default: the domain's name and a slash.</summary>
    public string? Prefix { get; set; }

    /// <summary>ClickHouse database of the domain's tables. Default: the domain's name.</summary>
    public string? Database { get; set; }

    /// <summary>Rank among the domains. Default: <see cref="DomainPriority.Low"/>.</summary>
    public DomainPriority Priority { get; set; } = DomainPriority.Low;

    /// <summary>Smallest number of objects worth one receive, 1–10. Default 1.</summary>
    public int BatchSizeMin { get; set; } = 1;

    /// <summary>Largest number of objects of one receive, 1–10, as far as <see cref="MaxNumberOfMessages"/> allows. Default 5.</summary>
    public int BatchSizeMax { get; set; } = 5;

    /// <summary>Most messages of one <c>ReceiveMessage</c>, 5–10 (R12). Default 10.</summary>
    public int MaxNumberOfMessages { get; set; } = PipelineLimits.MaxMessagesPerReceive;

    /// <summary>Memory budget of one running insert, in MiB (ClickHouse <c>max_memory_usage</c>; R13). Default 1024.</summary>
    public int MemoryMiB { get; set; } = 1024;
}
