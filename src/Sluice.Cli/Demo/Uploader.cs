using Amazon.S3.Transfer;
using Sluice.Sandbox;

namespace Sluice.Cli.Demo;

/// <summary>Uploads with the ordinary AWS SDK; large files go in parts.</summary>
internal static class Uploader
{
    private const int AtOnce = 4;

    public static async Task UploadAsync(LocalCloud cloud, LoadTracker tracker, TimeProvider time, CancellationToken cancellationToken)
    {
        using var s3 = cloud.CreateS3Client();
        using var transfer = new TransferUtility(s3, new TransferUtilityConfig { MinSizeBeforePartUpload = 8 * 1024 * 1024 });
        var options = new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken };
        await Parallel.ForEachAsync(tracker.Objects, options, async (file, token) =>
        {
            tracker.UploadStarted(file, time.GetUtcNow());
            await transfer.UploadAsync(Request(cloud.Bucket, file), token);
        });
    }

    private static TransferUtilityUploadRequest Request(string bucket, SourceObject file) => new()
    {
        BucketName = bucket,
        Key = file.Key,
        FilePath = file.Path,
        PartSize = 8 * 1024 * 1024,
    };
}
