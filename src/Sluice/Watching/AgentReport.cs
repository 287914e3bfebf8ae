using Sluice.Watching.Alarms;

namespace Sluice.Watching;

/// <summary>What an agent says of itself each few seconds.</summary>
internal sealed record AgentReport
{
    /// <summary>Its last words: it was stopped in order.</summary>
    public bool HasEnded { get; init; }

    /// <summary>Loads that run at once, at most.</summary>
    public int Concurrency { get; init; }

    /// <summary>Messages in hand, by domain.</summary>
    public IReadOnlyDictionary<string, int> InHand { get; init; } = new Dictionary<string, int>();

    /// <summary>Resident memory, in bytes.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>What it waits for, with the reason: a sink whose breaker is open.</summary>
    public IReadOnlyDictionary<string, string> OpenSinks { get; init; } = new Dictionary<string, string>();

    /// <summary>When its AWS credentials expire, if they do.</summary>
    public DateTimeOffset? CredentialsExpireAt { get; init; }

    /// <summary>The alarms as it evaluates them, of every domain.</summary>
    public IReadOnlyList<AlarmStatus> Alarms { get; init; } = [];
}
