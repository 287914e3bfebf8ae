using Sluice.Sandbox.EventBridge;

namespace Sluice.Sandbox.Gateway;

/// <summary>A path-style S3 request, read from its request line as it was sent.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="Bucket">First segment of the path, or an empty string.</param>
/// <param name="Key">The rest of the path, percent-decoded once, or an empty string.</param>
/// <param name="RawPath">The path as sent, without the query.</param>
/// <param name="Parameters">Names of the query's parameters.</param>
internal sealed record S3Request(string Method, string Bucket, string Key, string RawPath, IReadOnlySet<string> Parameters)
{
    // What a PUT with one of these writes is something about the object (Amazon S3 API reference, PutObjectAcl and so on)
    private static readonly string[] _subresources = ["acl", "tagging", "retention", "legal-hold", "encryption"];

    // What a PUT with one of these writes is a part, or nothing new
    private static readonly string[] _notNew = ["uploadId", "partNumber", "renameObject"];

    /// <summary>Reads the request line's target, whose query decides which operation it is.</summary>
    public static S3Request Parse(string method, string rawTarget)
    {
        var parts = rawTarget.Split('?', 2);
        var segments = parts[0].TrimStart('/').Split('/', 2);
        return new S3Request(
            method,
            Uri.UnescapeDataString(segments[0]),
            segments.Length > 1 ? Uri.UnescapeDataString(segments[1]) : "",
            parts[0],
            parts.Length > 1 ? parts[1].Split('&').Select(ParameterName).ToHashSet(StringComparer.Ordinal) : new HashSet<string>());
    }

    /// <summary>Whether it writes something about an object instead of one.</summary>
    public bool IsSubresourceWrite => Method == "PUT" && Key.Length > 0 && _subresources.Any(Parameters.Contains);

    /// <summary>Whether it completes a multipart upload, which can answer 200 and yet fail.</summary>
    public bool IsCompleteMultipartUpload => Method == "POST" && Key.Length > 0 && Parameters.Contains("uploadId");

    /// <summary>Whether it uploads a form; its key is in the form.</summary>
    public bool IsPostForm(string? contentType) =>
        Method == "POST" && Bucket.Length > 0 && Key.Length == 0
        && contentType?.StartsWith("multipart/form-data", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>The reason that the event of this request has when it succeeds, or null when it creates no object.</summary>
    /// <param name="isCopy">Whether it has the header <c>x-amz-copy-source</c>.</param>
    /// <param name="contentType">Its header <c>Content-Type</c>.</param>
    public ObjectCreatedReason? CreationReason(bool isCopy, string? contentType)
    {
        if (IsCompleteMultipartUpload)
        {
            return ObjectCreatedReason.CompleteMultipartUpload;
        }

        if (IsPostForm(contentType))
        {
            return ObjectCreatedReason.PostObject;
        }

        if (Method != "PUT" || Key.Length == 0 || IsSubresourceWrite || _notNew.Any(Parameters.Contains))
        {
            return null;
        }

        return isCopy ? ObjectCreatedReason.CopyObject : ObjectCreatedReason.PutObject;
    }

    private static string ParameterName(string parameter) => Uri.UnescapeDataString(parameter.Split('=', 2)[0]);
}
