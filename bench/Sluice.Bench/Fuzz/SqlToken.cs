namespace Sluice.Bench.Fuzz;

/// <summary>A token of a statement.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">What it says: of literals and quoted names what they stand for.</param>
internal readonly record struct SqlToken(SqlTokenKind Kind, string Text);
