namespace Sluice.Loading.ClickHouse;

/// <summary>Active parts of a database's tables.</summary>
/// <param name="All">How many.</param>
/// <param name="MostOfPartition">How many in the partition that has most.</param>
internal sealed record PartCount(long All, long MostOfPartition);
