namespace Sluice;

/// <summary>Who this agent is, in the ledger and in dead letters: host and process.</summary>
internal sealed record AgentIdentity(string Name)
{
    public static AgentIdentity OfThisProcess() => new($"{Environment.MachineName}:{Environment.ProcessId}");
}
