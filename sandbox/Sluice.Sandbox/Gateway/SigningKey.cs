using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;

namespace Sluice.Sandbox.Gateway;

/// <summary>Reads which access key a request is signed with (AWS Signature Version 4).</summary>
internal static partial class SigningKey
{
    private const string SessionTokenHeader = "X-Amz-Security-Token";

    /// <summary>The access key id, or an empty string.</summary>
    public static string Of(HttpRequest request) => Credential().Match($"{request.Headers.Authorization}").Groups[1].Value;

    /// <summary>Whether a session token came with the key, as with the keys that STS gives.</summary>
    public static bool IsOfSession(HttpRequest request) => request.Headers.ContainsKey(SessionTokenHeader);

    [GeneratedRegex("Credential=([^/]+)/")]
    private static partial Regex Credential();
}
