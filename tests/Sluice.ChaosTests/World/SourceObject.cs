namespace Sluice.ChaosTests.World;

/// <summary>A Parquet file to upload, and what its rows are. Each of its rows carries its number, so that no two files share a row.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Table">Table that it is for.</param>
/// <param name="Path">The file.</param>
/// <param name="Rows">Its rows.</param>
/// <param name="Checksum">Sum of the hashes of its rows.</param>
internal sealed record SourceObject(int Number, ChaosTable Table, string Path, long Rows, ulong Checksum);
