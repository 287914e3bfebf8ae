namespace Sluice.Cli.Demo;

/// <summary>A Parquet file that the demo uploads.</summary>
/// <param name="Domain">Domain that its key belongs to.</param>
/// <param name="TableName">Table that it is for.</param>
/// <param name="Key">Key that it is uploaded under.</param>
/// <param name="Path">The file.</param>
/// <param name="Bytes">Its size.</param>
/// <param name="Rows">Its rows, or null when it cannot be read as Parquet.</param>
internal sealed record SourceObject(string Domain, string TableName, string Key, string Path, long Bytes, long? Rows);
