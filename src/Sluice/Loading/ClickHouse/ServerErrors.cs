namespace Sluice.Loading.ClickHouse;

/// <summary>ClickHouse's error codes that decide something (<c>system.errors</c>, <c>ErrorCodes.cpp</c>).</summary>
internal static class ServerErrors
{
    public const int UnknownTable = 60;

    public const int UnknownDatabase = 81;

    public const int SupportIsDisabled = 344;

    public const int AccessDenied = 497;

    public const int S3 = 499;
}
