namespace Sluice.ChaosTests.Checking;

/// <summary>What a table holds of one content.</summary>
/// <param name="Rows">Rows.</param>
/// <param name="Distinct">Different row numbers among them.</param>
/// <param name="Checksum">Sum of the hashes of its rows.</param>
internal readonly record struct Found(long Rows, long Distinct, ulong Checksum);
