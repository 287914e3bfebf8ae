using System.Net;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Sluice.Failures;
using Sluice.Operating;

namespace Sluice.Watching;

/// <summary>Asks S3 about one key.</summary>
internal sealed class StoredObjects(IAmazonS3 s3)
{
    /// <summary>What the bucket has under the key now. Never throws for what S3 answers, or does not.</summary>
    public async Task<StoredAnswer> FindAsync(S3Address address, CancellationToken cancellationToken)
    {
        try
        {
            var head = await s3.GetObjectMetadataAsync(new GetObjectMetadataRequest { BucketName = address.Bucket, Key = address.Key }, cancellationToken);
            return Present(head.ETag, head.ContentLength, head.LastModified);
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return new StoredAnswer.Absent();
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.Forbidden)
        {
            return await ListedAsync(address, cancellationToken);
        }
#pragma warning disable CA1031 // Whatever keeps S3 from answering: the rest of the story is told
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new StoredAnswer.Unknown($"S3 did not answer ({FailureClassifier.ClassifyAws(e).Reason.TrimEnd('.')})");
        }
    }

    /// <summary>
    /// A 403 is also S3's answer about what is not there, to whoever may not list the bucket; and a permission to list some prefixes, as operators have, does not count for it. So
    /// the key is listed.
    /// </summary>
    private async Task<StoredAnswer> ListedAsync(S3Address address, CancellationToken cancellationToken)
    {
        try
        {
            var page = await s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = address.Bucket, Prefix = address.Key, MaxKeys = 1 }, cancellationToken);

            // A key is the first of those that begin with it.
            return page.S3Objects is [{ } first, ..] && first.Key == address.Key ? Present(first.ETag, first.Size ?? 0, first.LastModified) : new StoredAnswer.Absent();
        }
#pragma warning disable CA1031 // As above
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new StoredAnswer.Unknown("S3 answers 403, which without s3:ListBucket is its answer for what is not there as well as for what may not be read");
        }
    }

    private static StoredAnswer.Present Present(string etag, long bytes, DateTime? modified) =>
        new(new StoredObject(etag.Trim('"'), bytes, new DateTimeOffset((modified ?? DateTime.UnixEpoch).ToUniversalTime())));
}
