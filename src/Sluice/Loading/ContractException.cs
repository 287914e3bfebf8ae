namespace Sluice.Loading;

/// <summary>The object cannot go into its table without losing or changing data. The message says why, for people.</summary>
internal sealed class ContractException(string message) : Exception(message);
