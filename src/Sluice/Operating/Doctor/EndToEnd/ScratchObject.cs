using Amazon.S3;
using Amazon.S3.Model;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Sluice.Configuration;
using Sluice.Credentials;

namespace Sluice.Operating.Doctor.EndToEnd;

/// <summary>An object of its own.</summary>
internal sealed class ScratchObject(IAmazonS3 s3, string bucket, string key) : IDisposable
{
    public static ScratchObject Of(SluiceSettings settings, EndToEndRequest request, IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var aws = settings.Aws with { Profile = request.UploadProfile ?? settings.Aws.Profile };
        var credentials = new AgentCredentials(
            new CredentialSource(aws), services.GetRequiredService<CallerIdentity>(), time, services.GetRequiredService<ILogger<AgentCredentials>>());
        return new ScratchObject(SluiceServices.S3(settings, credentials), settings.Topology.Bucket, request.KeyOn(time.GetUtcNow()));
    }

    public string Bucket => bucket;

    public string Key => key;

    public string Address => $"s3://{bucket}/{key}";

    public Task UploadAsync(byte[] content, CancellationToken cancellationToken) => AwsCalls.CallAsync(
        "S3", $"s3:PutObject on {Address}", () => s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = new MemoryStream(content) }, cancellationToken));

    public Task RemoveAsync(CancellationToken cancellationToken) =>
        AwsCalls.CallAsync("S3", $"s3:DeleteObject on {Address}", () => s3.DeleteObjectAsync(bucket, key, cancellationToken));

    public void Dispose() => s3.Dispose();
}
