namespace Sluice.ChaosTests.Large;

/// <summary>The file that is uploaded.</summary>
/// <param name="Content">Its rows.</param>
/// <param name="FileBytes">Its size.</param>
/// <param name="UncompressedBytes">Its size uncompressed, as its footer says.</param>
/// <param name="RowGroups">Its row groups.</param>
internal sealed record LargeSource(LargeContent Content, long FileBytes, long UncompressedBytes, long RowGroups);
