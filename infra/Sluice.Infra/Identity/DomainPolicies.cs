namespace Sluice.Infra.Identity;

/// <summary>The policies of one domain, or of all.</summary>
/// <param name="Domain">The domain's name, or null for all.</param>
/// <param name="Agent">For the agent.</param>
/// <param name="Operator">For people.</param>
internal sealed record DomainPolicies(string? Domain, NamedPolicy Agent, NamedPolicy Operator);
