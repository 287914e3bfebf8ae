namespace Sluice.Loading.ClickHouse;

/// <summary>ClickHouse's error codes that decide something by name (<c>system.errors</c>, <c>ErrorCodes.cpp</c>). What each code means to a load: <see cref="Failures.ServerErrorTable"/>.</summary>
internal static class ServerErrors
{
    public const int AttemptToReadAfterEof = 32;

    public const int BadArguments = 36;

    public const int UnknownTable = 60;

    public const int UnknownDatabase = 81;

    public const int SocketTimeout = 209;

    public const int NetworkError = 210;

    public const int MemoryLimitExceeded = 241;

    public const int TooManyParts = 252;

    public const int SupportIsDisabled = 344;

    public const int ThrowIf = 395;

    public const int ViolatedConstraint = 469;

    public const int AccessDenied = 497;

    public const int S3 = 499;

    public const int CannotExtractTableStructure = 636;

    public const int Aws = 693;

    public const int StandardException = 1001;
}
