using Sluice.Loading.ClickHouse;

namespace Sluice.Failures;

/// <summary>What S3 answered to ClickHouse, of which the server's message only has words: the HTTP status, and S3's own code where the request was not a HEAD.</summary>
/// <param name="Words">Any of these is in the message.</param>
/// <param name="Kind">What it is taken for.</param>
/// <param name="Sink">What is at fault when it is not the object, else null.</param>
/// <param name="When">What it means.</param>
internal sealed record S3Answer(IReadOnlyList<string> Words, ErrorKind Kind, Sink? Sink, string When)
{
    private static readonly S3Answer _gone = new(["HTTP response code: 404", "NoSuchKey"], ErrorKind.Unknown, null, "there is no such object (any more)");

    /// <summary>In the order in which they are looked for.</summary>
    public static IReadOnlyList<S3Answer> All { get; } =
    [
        new(["NoSuchBucket"], ErrorKind.Permission, Failures.Sink.S3, "there is no such bucket"),
        _gone,
        new(
            ["InvalidAccessKeyId", "ExpiredToken", "InvalidToken", "SignatureDoesNotMatch", "RequestTimeTooSkewed", "RequestExpired"],
            ErrorKind.Permission,
            Failures.Sink.Credentials,
            "the credentials are wrong or have expired, or the clock is"),
        new(
            ["HTTP response code: 403", "HTTP response code: 400", "AccessDenied"],
            ErrorKind.Permission,
            null,
            "access to the object is denied, or it is not there and the credentials lack s3:ListBucket; where STS refuses the credentials, it is they"),
        new(
            ["HTTP response code: 503", "HTTP response code: 429", "SlowDown", "ServiceUnavailable", "TooManyRequests"],
            ErrorKind.Throttled,
            Failures.Sink.S3,
            "S3 has too much to do"),
        new(["HTTP response code: 5", "InternalError", "InternalFailure"], ErrorKind.Network, Failures.Sink.S3, "S3 failed"),
        new(["HTTP response code: 301", "HTTP response code: 307", "PermanentRedirect"], ErrorKind.Permission, Failures.Sink.S3, "the bucket is in another Region: correct region or clickHouse.s3Endpoint"),
    ];

    /// <summary>When the message has none of them: S3 did not answer.</summary>
    public static S3Answer None { get; } = new([], ErrorKind.Connection, Failures.Sink.S3, "S3 cannot be reached from ClickHouse");

    public static S3Answer Of(string message) => All.FirstOrDefault(answer => answer.IsIn(message)) ?? None;

    /// <summary>Whether S3 answered that there is no such object.</summary>
    public static bool IsGone(int code, string message) => code == ServerErrors.S3 && _gone.IsIn(message);

    private bool IsIn(string message) => Words.Any(word => message.Contains(word, StringComparison.Ordinal));
}
