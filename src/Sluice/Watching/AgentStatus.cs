namespace Sluice.Watching;

/// <summary>An agent, as it last reported.</summary>
internal sealed record AgentStatus
{
    /// <summary>Host and process.</summary>
    public required string Name { get; init; }

    public required string Version { get; init; }

    public required DateTime StartedAt { get; init; }

    /// <summary>When it was last heard of, in ClickHouse's time.</summary>
    public required DateTime LastSeen { get; init; }

    /// <summary>Whether it was heard of in the last minute and has not said that it stops.</summary>
    public bool IsAlive { get; init; }

    public AgentReport Report { get; init; } = new();
}
