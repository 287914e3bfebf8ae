namespace Sluice.Loading.ClickHouse;

/// <summary>What an object's footer says of it as a whole, for people.</summary>
/// <param name="ETag">Entity tag of the object as it is now, without quotes.</param>
/// <param name="SizeBytes">Its size in S3.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="RowGroups">Its row groups.</param>
/// <param name="UncompressedBytes">Bytes of its pages before compression.</param>
internal sealed record FooterSummary(string ETag, long SizeBytes, long Rows, long RowGroups, long UncompressedBytes);
