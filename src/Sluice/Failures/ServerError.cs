namespace Sluice.Failures;

/// <summary>What an error code of ClickHouse means to a load.</summary>
/// <param name="Code">The server's number (<c>ErrorCodes.cpp</c>).</param>
/// <param name="Name">The server's name for it.</param>
/// <param name="Kind">What it is taken for.</param>
/// <param name="Sink">What is at fault when it is not the object, else null.</param>
/// <param name="When">When an <c>INSERT … SELECT FROM s3()</c> meets it.</param>
internal sealed record ServerError(int Code, string Name, ErrorKind Kind, Sink? Sink, string When);
