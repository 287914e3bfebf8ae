namespace Sluice.Failures;

/// <summary>A classified failure.</summary>
/// <param name="Kind">What decides the retry.</param>
/// <param name="Reason">What happened, in words for people; no secret in it.</param>
/// <param name="Sink">What is at fault when it is not the object, else null.</param>
internal sealed record Failure(ErrorKind Kind, string Reason, Sink? Sink = null)
{
    public static Failure InvalidEvent(string reason) => new(ErrorKind.Event, reason);

    /// <summary>Code of the specification, or null for kinds that it does not name.</summary>
    public ErrorCode? Code => RetryTable.Of(Kind).Code;

    /// <summary>The code, or the kind where the specification has no code.</summary>
    public string Label => Code?.ToString() ?? Kind.ToString();
}
