namespace Sluice.Cli;

/// <summary>Ends a command with one sentence for people and an exit code.</summary>
/// <param name="exitCode">One of <see cref="ExitCodes"/>.</param>
/// <param name="message">What happened and what to do.</param>
/// <param name="cause">What it came from, for <c>--verbose</c>.</param>
internal sealed class CliException(int exitCode, string message, Exception? cause = null) : Exception(message, cause)
{
    public int ExitCode { get; } = exitCode;
}
