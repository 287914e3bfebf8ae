namespace Sluice.Bench.Compare.World;

/// <summary>What is in objects or a table.</summary>
/// <param name="Rows">Number of rows.</param>
/// <param name="Checksum">Sum of the hashes of all rows, without a carry.</param>
internal sealed record Content(long Rows, ulong Checksum);
