namespace Sluice.Bench.Fuzz;

/// <summary>Something that must hold for every message does not.</summary>
internal sealed class FuzzException(string message) : Exception(message);
