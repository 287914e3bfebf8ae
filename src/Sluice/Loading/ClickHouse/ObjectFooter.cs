namespace Sluice.Loading.ClickHouse;

/// <summary>What an object's footer says, read without reading the object.</summary>
/// <param name="ETag">Entity tag of the object as it is now, without quotes.</param>
/// <param name="Rows">Its rows.</param>
internal sealed record ObjectFooter(string ETag, long Rows);
