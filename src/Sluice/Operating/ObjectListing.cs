using System.Net;
using System.Runtime.CompilerServices;
using Amazon.S3;
using Amazon.S3.Model;
using Sluice.Configuration;

namespace Sluice.Operating;

/// <summary>Lists the bucket, a page in memory at a time, in the order of <see cref="KeyOrder"/>.</summary>
internal sealed class ObjectListing(IAmazonS3 s3, SluiceSettings settings)
{
    /// <summary>The current objects under a prefix.</summary>
    /// <exception cref="AwsException">S3 does not answer, or refuses.</exception>
    public async IAsyncEnumerable<ListedObject> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = new ListObjectsV2Request
        {
            BucketName = settings.Topology.Bucket,
            Prefix = prefix,

            // A key may hold characters that XML cannot.
            Encoding = EncodingType.Url,
        };
        do
        {
            var page = await AwsCalls.CallAsync("S3", "s3:ListBucket on the bucket", () => s3.ListObjectsV2Async(request, cancellationToken));
            foreach (var item in page.S3Objects ?? [])
            {
                yield return new ListedObject(
                    Decode(item.Key, page.Encoding), item.ETag.Trim('"'), item.Size ?? 0, (item.LastModified ?? DateTime.UnixEpoch).ToUniversalTime());
            }

            request.ContinuationToken = page.IsTruncated == true ? page.NextContinuationToken : null;
        }
        while (request.ContinuationToken is not null);
    }

    /// <summary>The SDK leaves the decoding to its users; not every server encodes when asked.</summary>
    private static string Decode(string key, EncodingType? encoding) => encoding == EncodingType.Url ? WebUtility.UrlDecode(key) : key;
}
