namespace Sluice.Operating;

/// <summary>An AWS service does not answer, or refuses.</summary>
/// <param name="message">Which one, and why; one sentence without its full stop.</param>
/// <param name="cause">What it came from.</param>
internal sealed class AwsException(string message, Exception cause) : Exception(message, cause);
