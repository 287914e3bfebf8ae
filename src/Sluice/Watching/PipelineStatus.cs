namespace Sluice.Watching;

/// <summary>How the pipeline is doing, all agents together.</summary>
/// <param name="At">When it was looked at.</param>
/// <param name="Domains">Each domain.</param>
/// <param name="Agents">The agents that were heard of lately, the latest first.</param>
internal sealed record PipelineStatus(DateTimeOffset At, IReadOnlyList<DomainStatus> Domains, IReadOnlyList<AgentStatus> Agents);
