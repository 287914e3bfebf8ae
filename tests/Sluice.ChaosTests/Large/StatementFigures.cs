namespace Sluice.ChaosTests.Large;

/// <summary>The statements of one kind whose answer the agent heard.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Count">How many.</param>
/// <param name="Median">The one in the middle.</param>
/// <param name="Longest">The longest.</param>
internal sealed record StatementFigures(string Kind, int Count, TimeSpan Median, TimeSpan Longest);
