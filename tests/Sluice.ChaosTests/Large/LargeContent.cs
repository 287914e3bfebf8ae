namespace Sluice.ChaosTests.Large;

/// <summary>What a file or a table holds.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Distinct">Different row numbers among them.</param>
/// <param name="Checksum">Sum of the hashes of its rows, modulo 2⁶⁴.</param>
internal readonly record struct LargeContent(long Rows, long Distinct, ulong Checksum);
