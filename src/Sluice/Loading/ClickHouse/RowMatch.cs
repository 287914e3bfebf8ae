namespace Sluice.Loading.ClickHouse;

/// <summary>What a comparison of rows found.</summary>
/// <param name="Staged">Rows that are looked for.</param>
/// <param name="Found">How many of them the target has.</param>
/// <param name="Extra">How often it has one of them more often than it should.</param>
/// <param name="Torn">Equal rows of which it has some and not all.</param>
internal sealed record RowMatch(long Staged, long Found, long Extra, long Torn);
