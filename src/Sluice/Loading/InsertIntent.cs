namespace Sluice.Loading;

/// <summary>What is written down of an insert before it begins, so that anybody can repeat it.</summary>
/// <param name="BatchId">Identity of its members; the deduplication token.</param>
/// <param name="BlockNumbers">Highest block number of each written table when the insert was first intended.</param>
/// <param name="ServerVersion">Version of the server that it was first intended on.</param>
/// <param name="IntendedAt">Server time when it was first intended.</param>
/// <param name="Deadline">Server time after which it refuses to start.</param>
/// <param name="Provenance">Column in which its rows bear their load id; empty when the table has none.</param>
/// <param name="Staging">Staging table that it is published from; empty when it is one block.</param>
/// <param name="ChunkRows">Rows of each published block; 0 when it is one block.</param>
/// <param name="ExactColumns">Columns whose values will be in the table as they are in the objects; none when that is written down already.</param>
/// <param name="IsLast">Whether it is not sent once more, however it ends.</param>
internal sealed record InsertIntent(
    string BatchId,
    IReadOnlyDictionary<string, long> BlockNumbers,
    string ServerVersion,
    DateTime IntendedAt,
    DateTime Deadline,
    string Provenance,
    string Staging = "",
    long ChunkRows = 0,
    IReadOnlySet<string>? ExactColumns = null,
    bool IsLast = false);
