namespace Sluice.Watching;

/// <summary>A statement that ClickHouse ran for an object.</summary>
/// <param name="At">When it began.</param>
/// <param name="QueryId">Its id.</param>
/// <param name="Sql">Its text, credentials hidden.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="Error">What it failed with, or empty.</param>
internal sealed record StoryStatement(DateTime At, string QueryId, string Sql, TimeSpan Duration, string Error);
