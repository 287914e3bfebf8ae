using System.Collections.Frozen;

namespace Sluice.Sandbox.Policies;

/// <summary>
/// The condition keys that the sandbox knows. It speaks plain HTTP on 127.0.0.1 and stands for AWS's own endpoints, which speak TLS: every request counts as one
/// over TLS 1.3.
/// </summary>
internal static class ConditionKeys
{
    // Keys of other services decide about requests that the sandbox does not take.
    private static readonly string[] _services = ["aws:", "s3:", "sqs:"];

    private static readonly FrozenSet<string> _known = FrozenSet.ToFrozenSet(
        [
            "aws:SecureTransport", "s3:TlsVersion", "aws:PrincipalArn", "aws:PrincipalAccount", "aws:PrincipalIsAWSService", "aws:RequestedRegion",
            "aws:SourceArn", "aws:SourceAccount", "s3:prefix", "s3:delimiter",
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether the sandbox can tell the key's value, or that a request has none.</summary>
    public static bool IsKnown(string key) =>
        _known.Contains(key) || !_services.Any(service => key.StartsWith(service, StringComparison.OrdinalIgnoreCase));

    /// <summary>The key's value, or null when the request has none.</summary>
    public static string? Common(string key, PolicyCaller caller) => key.ToUpperInvariant() switch
    {
        "AWS:SECURETRANSPORT" => "true",
        "S3:TLSVERSION" => "1.3",
        "AWS:PRINCIPALARN" => caller.IsService ? null : caller.PrincipalArn,
        "AWS:PRINCIPALACCOUNT" => caller.IsService ? null : caller.Account,
        "AWS:PRINCIPALISAWSSERVICE" => caller.IsService ? "true" : "false",
        _ => null,
    };
}
