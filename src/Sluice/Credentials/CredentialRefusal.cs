using System.Collections.Frozen;
using Amazon.Runtime;

namespace Sluice.Credentials;

/// <summary>
/// Which errors say that the credentials themselves are not good: expired, revoked, unknown, or the secret is not that of the key (common
/// errors of SQS and STS, error responses of S3). The SDK retries none of them.
/// </summary>
internal static class CredentialRefusal
{
    private static readonly FrozenSet<string> _codes = FrozenSet.ToFrozenSet(
        [
            "ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired", "InvalidToken", "InvalidClientTokenId", "InvalidAccessKeyId",
            "UnrecognizedClientException", "InvalidSecurity", "SignatureDoesNotMatch", "InvalidSignatureException", "IncompleteSignature",
            "MissingAuthenticationToken", "MissingAuthenticationTokenException", "AuthFailure",
        ],
        StringComparer.Ordinal);

    /// <summary>Whether the service refused the credentials, not the request.</summary>
    public static bool Is(AmazonServiceException exception) => exception.ErrorCode is { } code && _codes.Contains(code.Split('.')[^1]);
}
