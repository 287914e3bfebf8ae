namespace Sluice.ChaosTests;

/// <summary>The suite itself could not go on; says nothing about the agent.</summary>
internal sealed class ChaosException(string message) : Exception(message);
