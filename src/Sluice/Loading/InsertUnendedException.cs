namespace Sluice.Loading;

/// <summary>An insert was given up, but the server may still be at it: another attempt must wait until it has ended by itself.</summary>
internal sealed class InsertUnendedException(Exception cause) : Exception("the insert was given up and ClickHouse may still be at it", cause);
