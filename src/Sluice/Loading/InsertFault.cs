using ClickHouse.Driver;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>What an insert that the server answered with an error has left in the table.</summary>
internal static class InsertFault
{
    /// <summary>Whether the object that was to be inserted has other content by now.</summary>
    public static bool IsOverwritten(ClickHouseServerException exception) => IsRefusal(exception, InsertStatement.OverwrittenMessage);

    /// <summary>Whether the insert would have taken more memory than it was held to, and not the server as a whole.</summary>
    public static bool IsOfItsMemory(ClickHouseServerException exception) => exception.ErrorCode == ServerErrors.MemoryLimitExceeded && !ServerMessage.IsServersMemory(exception);

    /// <summary>
    /// Whether certainly no row was written. A one-block insert reads everything before it writes anything, so that a fault of what is read has written
    /// nothing; nor has one of the block as a whole, before it is parted; nor has another where the table takes the block as a single part, whose views come after it. Of several
    /// shards each commits for itself, when all has been read.
    /// </summary>
    public static bool WroteNothing(ClickHouseServerException exception, TargetTable target) =>
        !IsOfView(exception)
        && (target.Distribution is not null ? IsOfWhatIsRead(exception) && !ServerMessage.IsOfAnotherServer(exception)
            : IsOfWhatIsRead(exception) || IsOfWholeBlock(exception) || (!target.Written[0].IsPartitioned && IsKnownAnswer(exception)));

    /// <summary>
    /// Whether the objects' content is at fault, which is the same at every attempt (the entity tag is pinned): then no insert of them can ever have
    /// happened.
    /// </summary>
    public static bool IsOfContent(ClickHouseServerException exception) =>
        !IsOfView(exception) && !ServerMessage.IsOfAnotherServer(exception) && FailureClassifier.Classify(exception).Kind is ErrorKind.Format;

    /// <summary>
    /// Whether the server is certain to have ended the insert, so that what it has left can be counted. An answer without a code is a proxy's; of some a replicated
    /// table does not know itself; and one shard may still be writing when another has failed.
    /// </summary>
    public static bool IsEnd(ClickHouseServerException exception, TargetTable target) => exception.ErrorCode > 0 && target is { Written: [{ IsReplicated: false }, ..], Distribution: null };

    /// <summary>Whether the fault may be one member's alone, so that the others are worth an insert without it.</summary>
    public static bool MayBeOneMembers(ClickHouseServerException exception) => FailureClassifier.Classify(exception).Sink is null && !IsLate(exception);

    /// <summary>
    /// Answers that a server gives before a single part is on disk. Of any other, and of one without a code (a proxy's), nothing is certain.
    /// </summary>
    private static bool IsKnownAnswer(ClickHouseServerException exception) =>
        exception.ErrorCode == ServerErrors.S3 || FailureClassifier.Classify(exception).Kind is ErrorKind.Schema or ErrorKind.Memory or ErrorKind.Permission;

    private static bool IsOfWhatIsRead(ClickHouseServerException exception) =>
        IsOverwritten(exception) || IsLate(exception) || FailureClassifier.Classify(exception).Kind is ErrorKind.Format;

    // Constraints are checked, parts and partitions are counted, before the first part is written.
    private static bool IsOfWholeBlock(ClickHouseServerException exception) =>
        exception.ErrorCode is ServerErrors.ViolatedConstraint or ServerErrors.TooManyParts;

    // The target keeps its rows then.
    private static bool IsOfView(ClickHouseServerException exception) => exception.Message.Contains("while pushing to view", StringComparison.Ordinal);

    private static bool IsLate(ClickHouseServerException exception) => IsRefusal(exception, InsertStatement.LateMessage);

    private static bool IsRefusal(ClickHouseServerException exception, string message) =>
        exception.ErrorCode == ServerErrors.ThrowIf && ServerMessage.TextOf(exception).StartsWith(message, StringComparison.Ordinal);
}
