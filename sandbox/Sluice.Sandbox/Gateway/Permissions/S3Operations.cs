using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Sandbox.Provisioning;

namespace Sluice.Sandbox.Gateway.Permissions;

/// <summary>Tells the actions of a path-style S3 request (https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-with-s3-policy-actions.html).</summary>
internal static class S3Operations
{
    public const string ListBucket = "s3:ListBucket";
    public const string GetObject = "s3:GetObject";
    private const string Service = "s3";
    private const string CopySourceHeader = "x-amz-copy-source";

    private static readonly string[] _listing = ["prefix", "delimiter"];

    // What the SDKs add without asking for something else
    private static readonly HashSet<string> _plain = new(StringComparer.OrdinalIgnoreCase)
    {
        "x-id", "list-type", "prefix", "delimiter", "max-keys", "start-after", "continuation-token", "encoding-type", "fetch-owner", "marker", "partNumber",
        "response-content-type", "response-content-disposition", "response-cache-control",
    };

    /// <summary>All that must be allowed; a copy also reads its source.</summary>
    public static IEnumerable<AwsOperation> Of(HttpRequest request)
    {
        var s3 = S3Request.Parse(request.Method, request.HttpContext.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget);
        yield return s3.Bucket.Length == 0 ? Account(s3) : s3.Key.Length == 0 ? Bucket(s3, request.Query) : Object(s3);
        if (s3.Method == "PUT" && request.Headers[CopySourceHeader].ToString() is { Length: > 0 } source)
        {
            var path = Uri.UnescapeDataString(source.Split('?', 2)[0]).TrimStart('/');
            yield return new(GetObject, TemplateContext.BucketArn(path));
        }
    }

    private static AwsOperation Account(S3Request s3) => s3.Method == "GET" && !Asks(s3)
        ? new("s3:ListAllMyBuckets", "*")
        : Unknown(s3, "*");

    private static AwsOperation Bucket(S3Request s3, IQueryCollection query)
    {
        var arn = TemplateContext.BucketArn(s3.Bucket);
        return (s3.Method, Asked(s3)) switch
        {
            ("GET" or "HEAD", null) => new(ListBucket, arn, Listing(query)),
            ("GET", "versions") => new("s3:ListBucketVersions", arn),
            ("GET", "uploads") => new("s3:ListBucketMultipartUploads", arn),
            ("GET", "tagging") => new("s3:GetBucketTagging", arn),
            ("GET", "location") => new("s3:GetBucketLocation", arn),
            ("PUT", null) => new("s3:CreateBucket", arn),
            ("DELETE", null) => new("s3:DeleteBucket", arn),

            // Of many objects, which are in the body: only who may do it to all of the bucket may do it so
            ("POST", "delete") => new("s3:DeleteObject", $"{arn}/*"),
            _ => Unknown(s3, arn),
        };
    }

    private static AwsOperation Object(S3Request s3)
    {
        var arn = TemplateContext.BucketArn($"{s3.Bucket}/{s3.Key}");
        return (s3.Method, Asked(s3)) switch
        {
            ("GET" or "HEAD", null) => new(GetObject, arn),
            ("GET" or "HEAD", "versionId") => new("s3:GetObjectVersion", arn),
            ("GET", "uploadId") => new("s3:ListMultipartUploadParts", arn),
            ("PUT", null or "uploadId") or ("POST", "uploads" or "uploadId") => new("s3:PutObject", arn),
            ("DELETE", null) => new("s3:DeleteObject", arn),
            ("DELETE", "versionId") => new("s3:DeleteObjectVersion", arn),
            ("DELETE", "uploadId") => new("s3:AbortMultipartUpload", arn),
            _ => Unknown(s3, arn),
        };
    }

    private static Dictionary<string, string> Listing(IQueryCollection query) => _listing
        .Where(query.ContainsKey)
        .ToDictionary(name => $"s3:{name}", name => $"{query[name]}");

    private static AwsOperation Unknown(S3Request s3, string resource) =>
        AwsOperation.Unknown(Service, Asked(s3) is { } parameter ? $"{s3.Method}?{parameter}" : s3.Method, resource);

    private static bool Asks(S3Request s3) => Asked(s3) is not null;

    /// <summary>The parameter that makes another operation of the request, if one does.</summary>
    private static string? Asked(S3Request s3) => s3.Parameters
        .Where(name => !_plain.Contains(name) && !name.StartsWith("X-Amz-", StringComparison.OrdinalIgnoreCase))
        .Order(StringComparer.Ordinal)
        .FirstOrDefault();
}
