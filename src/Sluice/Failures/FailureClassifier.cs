using System.Net.Sockets;
using System.Security.Authentication;
using Amazon.Runtime;
using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Credentials;
using Sluice.Ledger;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;
using Sluice.Planning;

namespace Sluice.Failures;

/// <summary>
/// One place that says what an exception means (R8): <see cref="ServerErrorTable"/> for ClickHouse's codes, <see cref="S3Answer"/> for what S3 told ClickHouse, and what is
/// here for everything else. Whatever is not listed is <see cref="ErrorKind.Unknown"/>, which is retried and never dropped.
/// </summary>
internal static class FailureClassifier
{
    /// <summary>Classifies what a load threw.</summary>
    public static Failure Classify(Exception exception) => exception switch
    {
        LedgerException { InnerException: { } cause } => OfLedger(Classify(cause)),
        ClickHouseServerException server => FromServer(server),
        AmazonServiceException service => FromAws(service),
        ShardException { InnerException: { } cause } shard => OfShard(shard.Shard, Classify(cause)),
        InsertUnendedException => new(ErrorKind.Connection, exception.Message, Sink.Table),
        MemoryBusyException => new(ErrorKind.Throttled, exception.Message, Sink.Table),
        TimeoutException or OperationCanceledException => new(ErrorKind.Connection, "the load took longer than the message timeout"),
        _ when OfTransport(exception, "ClickHouse", Sink.ClickHouse) is { } broken => broken,
        CredentialsException or ConfigurationException => new(ErrorKind.Permission, exception.FirstLine(), Sink.Credentials),
        _ => new(ErrorKind.Unknown, $"{exception.GetType().Name}: {exception.FirstLine()}"),
    };

    /// <summary>Classifies what a request to AWS threw.</summary>
    public static Failure ClassifyAws(Exception exception) => exception switch
    {
        AmazonServiceException or CredentialsException or ConfigurationException => Classify(exception),
        TimeoutException or OperationCanceledException => new(ErrorKind.Connection, "AWS did not answer in time"),
        _ => OfTransport(exception, "AWS", sink: null) ?? Classify(exception),
    };

    /// <summary>The way to the peer is at fault; null when it is not.</summary>
    private static Failure? OfTransport(Exception exception, string peer, Sink? sink) => exception switch
    {
        _ when Find<AuthenticationException>(exception) is { } tls => new(ErrorKind.Connection, $"no TLS connection to {peer}: {tls.FirstLine()}", sink),
        _ when Find<SocketException>(exception) is { } socket => new(ErrorKind.Connection, $"{peer} cannot be reached: {socket.FirstLine()}", sink),
        HttpRequestException or IOException => new(ErrorKind.Network, $"the connection to {peer} broke: {exception.FirstLine()}", sink),
        _ => null,
    };

    /// <summary>Without the ledger's answer nothing may be loaded; that is never the object's fault.</summary>
    private static Failure OfLedger(Failure failure) => failure with
    {
        Kind = failure.Kind is ErrorKind.Connection or ErrorKind.Network or ErrorKind.Throttled or ErrorKind.Permission ? failure.Kind : ErrorKind.Database,
        Reason = $"the ledger cannot be asked: {failure.Reason}",
        Sink = Sink.ClickHouse,
    };

    /// <summary>A shard that is away is a fault of the tables on it: those of one server go on.</summary>
    private static Failure OfShard(string shard, Failure failure) => failure with { Reason = $"{shard}: {failure.Reason}", Sink = Sink.Table };

    private static Failure FromServer(ClickHouseServerException exception)
    {
        var reason = ServerMessage.Describe(exception);
        return exception.ErrorCode switch
        {
            // The server only says in words which answer S3 gave; a footer that cannot be read may have no other reason.
            ServerErrors.S3 or ServerErrors.Aws => FromS3(exception, reason),
            ServerErrors.CannotExtractTableStructure when HasS3Answer(exception) => FromS3(exception, reason),

            _ when ServerMessage.IsOfLostServer(exception) => new(ErrorKind.Network, $"a server of the cluster went away: {reason}", Sink.Table),

            // Codes that say nothing: only the words do.
            ServerErrors.StandardException when exception.Message.Contains("parquet::", StringComparison.Ordinal) => new(ErrorKind.Format, "not a Parquet file, or damaged"),
            ServerErrors.ThrowIf when ServerMessage.TextOf(exception).StartsWith(InsertStatement.LateMessage, StringComparison.Ordinal) =>
                new(ErrorKind.Connection, "the insert came after its deadline"),
            ServerErrors.MemoryLimitExceeded when ServerMessage.IsServersMemory(exception) =>
                new(ErrorKind.Throttled, reason, Sink.ClickHouse),
            ServerErrors.TooManyParts when ServerMessage.TextOf(exception).StartsWith("Too many partitions", StringComparison.Ordinal) =>
                new(ErrorKind.Schema, $"{ServerMessage.TextOf(exception).Split('.')[0]}: raise max_partitions_per_insert_block for the agent's ClickHouse user, partition the table less finely, or write smaller objects (ClickHouse code {exception.ErrorCode})"),

            var code when ServerErrorTable.Find(code) is { } known => new(known.Kind, reason, known.Sink),
            _ => new(ErrorKind.Unknown, reason),
        };
    }

    private static Failure FromS3(ClickHouseServerException exception, string reason)
    {
        var answer = S3Answer.Of(exception.Message);
        return new(answer.Kind, answer.Kind == ErrorKind.Unknown ? reason : $"{answer.When}: {reason}", answer.Sink);
    }

    private static bool HasS3Answer(ClickHouseServerException exception) =>
        exception.Message.Contains("(S3_ERROR)", StringComparison.Ordinal) || exception.Message.Contains("HTTP response code: ", StringComparison.Ordinal);

    private static Failure FromAws(AmazonServiceException exception)
    {
        var said = AwsMessage.Describe(exception);
        return exception.ErrorCode switch
        {
            _ when CredentialRefusal.Is(exception) =>
                new(ErrorKind.Permission, $"AWS does not accept the credentials ({exception.ErrorCode}): {said}", Sink.Credentials),
            "AccessDenied" or "AccessDeniedException" => new(ErrorKind.Permission, said),
            "Throttling" or "ThrottlingException" or "RequestThrottled" or "RequestThrottledException" or "TooManyRequestsException" or "OverLimit" or "SlowDown" =>
                new(ErrorKind.Throttled, said),
            _ when (int)exception.StatusCode >= 500 || Find<SocketException>(exception) is not null || Find<HttpRequestException>(exception) is not null =>
                new(ErrorKind.Network, $"AWS cannot be reached: {said}"),
            _ => new(ErrorKind.Unknown, said),
        };
    }

    /// <summary>Whether S3 answered that there is no such object.</summary>
    public static bool IsMissingObject(ClickHouseServerException exception) => S3Answer.IsGone(exception.ErrorCode, exception.Message);

    /// <summary>Whether S3 does not give the object out; nor does it say so where there is none and the credentials lack <c>s3:ListBucket</c>.</summary>
    public static bool IsForbiddenObject(ClickHouseServerException exception) =>
        exception.ErrorCode == ServerErrors.S3 && Classify(exception) is { Kind: ErrorKind.Permission, Sink: null };

    private static T? Find<T>(Exception? exception)
        where T : Exception
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is T found)
            {
                return found;
            }
        }

        return null;
    }
}
