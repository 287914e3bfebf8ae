namespace Sluice.Operating;

/// <summary>What both sides of a <see cref="MergeJoin"/> have of one key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Left">The left side's; empty when it has none.</param>
/// <param name="Right">The right side's; empty when it has none.</param>
internal readonly record struct KeyGroup<TLeft, TRight>(string Key, IReadOnlyList<TLeft> Left, IReadOnlyList<TRight> Right);
