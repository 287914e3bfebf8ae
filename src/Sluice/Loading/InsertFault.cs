using ClickHouse.Driver;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Targets;

namespace Sluice.Loading;

/// <summary>What an insert that the server answered with an error has left in the table.</summary>
internal static class InsertFault
{
    private const int ThrowIfCode = 395;

    /// <summary>Whether the object that was to be inserted has other content by now.</summary>
    public static bool IsOverwritten(ClickHouseServerException exception) =>
        exception.ErrorCode == ThrowIfCode && exception.Message.Contains(InsertStatement.OverwrittenMessage, StringComparison.Ordinal);

    /// <summary>
    /// Whether certainly no row was written. A one-block insert reads everything before it writes anything, so that a fault of reading has written
    /// nothing. Of other faults it can be said only where a single part is written.
    /// </summary>
    public static bool WroteNothing(ClickHouseServerException exception, TargetTable target)
    {
        var isOnePart = target.Written is [{ IsPartitioned: false }] && target.Unseen.IsEmpty;
        return isOnePart ? IsKnownAnswer(exception) : IsReadFault(exception);
    }

    /// <summary>
    /// Whether the objects' content is at fault, which is the same at every attempt (the entity tag is pinned): then no insert of them can ever have
    /// happened.
    /// </summary>
    public static bool IsOfContent(ClickHouseServerException exception) => IsReadFault(exception) && FailureClassifier.Classify(exception).Kind is ErrorKind.Format;

    /// <summary>Whether the fault may be one member's alone, so that the others are worth an insert without it.</summary>
    public static bool MayBeOneMembers(ClickHouseServerException exception) => FailureClassifier.Classify(exception).Kind is
        ErrorKind.Format or ErrorKind.Schema or ErrorKind.Memory or ErrorKind.Permission or ErrorKind.Unknown;

    // QUERY_WAS_CANCELLED and TIMEOUT_EXCEEDED can come when a part is on disk already.
    private static bool IsKnownAnswer(ClickHouseServerException exception) => exception.ErrorCode is not (394 or 159);

    private static bool IsReadFault(ClickHouseServerException exception) =>
        (exception.ErrorCode is ThrowIfCode or 499 || FailureClassifier.Classify(exception).Kind is ErrorKind.Format)
        && !exception.Message.Contains("while pushing to view", StringComparison.OrdinalIgnoreCase)
        && !exception.Message.Contains("while executing MaterializedView", StringComparison.OrdinalIgnoreCase);
}
