using System.Net.Sockets;
using ClickHouse.Driver;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;

namespace Sluice.Failures;

/// <summary>
/// One place that says what an exception means (R8). ClickHouse's codes are those that an <c>INSERT … SELECT FROM s3()</c> was seen
/// to end in; whatever is not listed is <see cref="ErrorKind.Unknown"/>, which is retried and never dropped.
/// </summary>
internal static class FailureClassifier
{
    /// <summary>Classifies what a load threw.</summary>
    public static Failure Classify(Exception exception) => exception switch
    {
        ClickHouseServerException server => FromServer(server),
        InsertUnendedException => new(ErrorKind.Connection, ErrorCode.E004, exception.Message),
        TimeoutException or OperationCanceledException => new(ErrorKind.Connection, ErrorCode.E004, "the load took longer than the message timeout"),
        HttpRequestException or SocketException or IOException =>
            new(ErrorKind.Connection, ErrorCode.E004, $"ClickHouse cannot be reached: {FirstLine(exception.Message)}"),
        _ => new(ErrorKind.Unknown, null, $"{exception.GetType().Name}: {FirstLine(exception.Message)}"),
    };

    private static Failure FromServer(ClickHouseServerException exception)
    {
        var reason = ServerMessage.Describe(exception);
        return exception.ErrorCode switch
        {
            // CANNOT_EXTRACT_TABLE_STRUCTURE, INCORRECT_DATA: not Parquet, truncated, bad page checksum
            636 or 117 => new(ErrorKind.Format, ErrorCode.E002, reason),

            // CANNOT_PARSE_*, TYPE_MISMATCH, ILLEGAL_COLUMN, NO_SUCH_COLUMN_IN_TABLE, THERE_IS_NO_COLUMN, UNKNOWN_IDENTIFIER,
            // CANNOT_CONVERT_TYPE, CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN, UNKNOWN_TABLE, UNKNOWN_DATABASE
            6 or 27 or 38 or 41 or 53 or 44 or 16 or 8 or 47 or 70 or 349 or 60 or 81 => new(ErrorKind.Schema, ErrorCode.E003, reason),

            // TIMEOUT_EXCEEDED, SOCKET_TIMEOUT, NETWORK_ERROR, QUERY_WAS_CANCELLED
            159 or 209 or 210 or 394 => new(ErrorKind.Connection, ErrorCode.E004, reason),

            // TOO_MANY_PARTS, TABLE_IS_READ_ONLY, TOO_MANY_SIMULTANEOUS_QUERIES, NOT_ENOUGH_SPACE
            252 or 242 or 202 or 243 => new(ErrorKind.Database, ErrorCode.E005, reason),

            241 => new(ErrorKind.Memory, ErrorCode.E006, reason), // MEMORY_LIMIT_EXCEEDED

            // AUTHENTICATION_FAILED, ACCESS_DENIED, REQUIRED_PASSWORD
            516 or 497 or 194 => new(ErrorKind.Permission, null, reason),

            // STD_EXCEPTION, FUNCTION_THROW_IF_VALUE_IS_NON_ZERO: only the words say what it is
            1001 when exception.Message.Contains("parquet::", StringComparison.Ordinal) => new(ErrorKind.Format, ErrorCode.E002, "not a Parquet file, or damaged"),
            395 when exception.Message.Contains(InsertStatement.LateMessage, StringComparison.Ordinal) =>
                new(ErrorKind.Connection, ErrorCode.E004, "the insert came after its deadline"),

            499 => FromS3(exception, reason),
            _ => new(ErrorKind.Unknown, null, reason),
        };
    }

    /// <summary>S3_ERROR: the server only says in words which answer S3 gave.</summary>
    private static Failure FromS3(ClickHouseServerException exception, string reason) => exception.Message switch
    {
        var message when message.Contains("HTTP response code: 403", StringComparison.Ordinal)
            || message.Contains("AccessDenied", StringComparison.Ordinal) => new(ErrorKind.Permission, null, reason),
        _ when IsMissingObject(exception) => new(ErrorKind.Unknown, null, reason),
        _ => new(ErrorKind.Connection, ErrorCode.E004, reason),
    };

    /// <summary>Whether S3 answered that there is no such object.</summary>
    public static bool IsMissingObject(ClickHouseServerException exception) => exception.ErrorCode == ServerErrors.S3
        && (exception.Message.Contains("HTTP response code: 404", StringComparison.Ordinal) || exception.Message.Contains("NoSuchKey", StringComparison.Ordinal));

    private static string FirstLine(string message) => message.Trim().Split('\n')[0].TrimEnd();
}
