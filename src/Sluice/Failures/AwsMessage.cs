using System.Text.RegularExpressions;
using Amazon.Runtime;

namespace Sluice.Failures;

/// <summary>What AWS said, fit for a log.</summary>
internal static partial class AwsMessage
{
    /// <summary>
    /// Its first line, without receipt handles: about a signature AWS goes on with the whole request, session token included
    /// (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-troubleshooting.html).
    /// </summary>
    public static string Describe(AmazonServiceException exception) =>
        ReceiptHandle().Replace(exception.FirstLine(), "…");

    // Base64 of some hundred characters; identifiers of AWS are shorter, or have other characters.
    [GeneratedRegex("[A-Za-z0-9+/=]{80,}")]
    private static partial Regex ReceiptHandle();
}
