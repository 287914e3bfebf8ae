namespace Sluice.Bench;

/// <summary>A benchmark could not be carried out. The message is one sentence for people.</summary>
internal sealed class BenchException(string message) : Exception(message);
