namespace Sluice.Loading.ClickHouse;

/// <summary>Bounds of a column as a footer's statistics have them, in decimal.</summary>
internal readonly record struct FooterRange(string Column, string Minimum, string Maximum);
