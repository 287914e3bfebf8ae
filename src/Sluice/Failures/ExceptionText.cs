namespace Sluice.Failures;

/// <summary>What an exception says, fit for a sentence.</summary>
internal static class ExceptionText
{
    /// <summary>The first line of its message; what follows is for developers, or repeats the request.</summary>
    public static string FirstLine(this Exception exception) => exception.Message.Trim().Split('\n')[0].TrimEnd();
}
