namespace Sluice.Failures;

/// <summary>A classified failure.</summary>
/// <param name="Kind">What decides the retry.</param>
/// <param name="Code">Code of the specification, or null for kinds that it does not name.</param>
/// <param name="Reason">What happened, in words for people; no secret in it.</param>
internal sealed record Failure(ErrorKind Kind, ErrorCode? Code, string Reason)
{
    public static Failure InvalidEvent(string reason) => new(ErrorKind.Event, ErrorCode.E001, reason);

    /// <summary>The code, or the kind where the specification has no code.</summary>
    public string Label => Code?.ToString() ?? Kind.ToString();
}
