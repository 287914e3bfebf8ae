namespace Sluice.Loading.Contract;

/// <summary>A column of a Parquet object.</summary>
/// <param name="Name">Its name, case-sensitive.</param>
/// <param name="Type">Its ClickHouse type, as <c>DESCRIBE TABLE s3(…)</c> gives it.</param>
/// <param name="NullCount">NULLs in the whole object as its footer says, or null when a row group does not say.</param>
/// <param name="Range">Smallest and largest value as its footer says, or null when a row group does not say.</param>
internal sealed record FileColumn(string Name, string Type, long? NullCount = null, ValueRange? Range = null);
