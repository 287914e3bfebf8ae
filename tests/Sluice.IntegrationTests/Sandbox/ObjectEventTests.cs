using System.Net;
using System.Text.Json;
using Amazon.S3;
using Amazon.S3.Model;
using Sluice.Sandbox;

namespace Sluice.IntegrationTests.Sandbox;

[Trait("Category", "Integration")]
public sealed class ObjectEventTests(LocalCloudFixture fixture) : IDisposable
{
    private const string Prefix = LocalCloudFixture.SandboxDomain + "/";

    private readonly IAmazonS3 _s3 = fixture.Cloud.CreateS3Client();
    private readonly QueueReader _queue = new(fixture.Cloud);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private LocalCloud Cloud => fixture.Cloud;

    [Fact]
    public async Task An_upload_arrives_as_the_message_of_its_domain()
    {
        const string key = Prefix + "trades/ds=2026-01-02/part-0.parquet";
        var put = await PutAsync(key, 2000);

        var message = await TakeAsync();

        message.GetProperty("bucket").GetString().ShouldBe(Cloud.Bucket);
        message.GetProperty("key").GetString().ShouldBe(key);
        message.GetProperty("domain").GetString().ShouldBe(LocalCloudFixture.SandboxDomain);
        message.GetProperty("file_size").GetInt64().ShouldBe(2000);
        message.GetProperty("etag").GetString().ShouldBe(put.ETag.Trim('"'));
        message.GetProperty("version_id").GetString().ShouldBe("", "the bucket keeps no versions");
        Guid.TryParse(message.GetProperty("correlation_id").GetString(), out _).ShouldBeTrue();
        message.GetProperty("sequencer").GetString().ShouldNotBeNullOrEmpty();
        message.GetProperty("event_time").GetDateTime().Kind.ShouldBe(DateTimeKind.Utc);
    }

    [Fact]
    public async Task A_multipart_upload_arrives_once_with_its_whole_size()
    {
        const string key = Prefix + "multipart.parquet";
        const int partBytes = 5 * 1024 * 1024;
        var upload = await _s3.InitiateMultipartUploadAsync(Cloud.Bucket, key, Stop);
        var parts = new List<PartETag>();
        foreach (var (number, bytes) in new[] { (1, partBytes), (2, 1500) })
        {
            var part = await _s3.UploadPartAsync(
                new UploadPartRequest
                {
                    BucketName = Cloud.Bucket,
                    Key = key,
                    UploadId = upload.UploadId,
                    PartNumber = number,
                    InputStream = new MemoryStream(new byte[bytes]),
                },
                Stop);
            parts.Add(new PartETag(number, part.ETag));
        }

        var completed = await _s3.CompleteMultipartUploadAsync(
            new CompleteMultipartUploadRequest { BucketName = Cloud.Bucket, Key = key, UploadId = upload.UploadId, PartETags = parts },
            Stop);

        var message = await TakeAsync();
        message.GetProperty("file_size").GetInt64().ShouldBe(partBytes + 1500);
        message.GetProperty("etag").GetString().ShouldBe(completed.ETag.Trim('"'));
        await NothingElseArrivesAsync();
    }

    [Fact]
    public async Task A_copy_arrives()
    {
        await PutAsync("elsewhere/source.parquet", 3000);

        await _s3.CopyObjectAsync(Cloud.Bucket, "elsewhere/source.parquet", Cloud.Bucket, Prefix + "copy of it.parquet", Stop);

        var message = await TakeAsync();
        message.GetProperty("key").GetString().ShouldBe(Prefix + "copy of it.parquet");
        message.GetProperty("file_size").GetInt64().ShouldBe(3000);
    }

    [Fact]
    public async Task A_form_upload_arrives()
    {
        // Names in quotes and the boundary without, as browsers write them
        using var form = new MultipartFormDataContent("boundary-of-the-form")
        {
            { new StringContent(Prefix + "${filename}"), "\"key\"" },
            { new ByteArrayContent(new byte[4000]), "\"file\"", "\"from a form.parquet\"" },
        };
        form.Headers.Remove("Content-Type");
        form.Headers.TryAddWithoutValidation("Content-Type", "multipart/form-data; boundary=boundary-of-the-form");
        using var http = new HttpClient();
        using var answer = await http.PostAsync(new Uri(Cloud.AwsEndpoint, Cloud.Bucket), form, Stop);
        answer.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        var message = await TakeAsync();
        message.GetProperty("key").GetString().ShouldBe(Prefix + "from a form.parquet");
        message.GetProperty("file_size").GetInt64().ShouldBe(4000);
    }

    [Fact]
    public async Task An_object_that_the_rule_does_not_want_raises_no_message()
    {
        await PutAsync(Prefix + "small.parquet", 1024);
        await PutAsync(Prefix + "notes.txt", 2000);
        await PutAsync(Prefix + "UPPER.PARQUET", 2000);
        await PutAsync("elsewhere/" + Prefix + "x.parquet", 2000);

        await NothingElseArrivesAsync();
    }

    [Theory]
    [InlineData("a b+c%25 d&e=f;g,h.parquet")]
    [InlineData("시장/거래 내역.parquet")]
    [InlineData("smile 😀 𝒳.parquet")]
    [InlineData("it's #1 {x,y} [z] ~ $ ! @ ( ) * ?.parquet")]
    [InlineData("double//slash/./dot/../up.parquet")]
    public async Task A_key_with_special_characters_arrives_byte_for_byte(string name)
    {
        var key = Prefix + name;
        await PutAsync(key, 2000);

        (await TakeAsync()).GetProperty("key").GetString().ShouldBe(key);
        await RoundTripAsync(key);
    }

    [Fact]
    public async Task A_key_of_1024_bytes_arrives()
    {
        var key = Prefix + new string('k', 1024 - Prefix.Length - ".parquet".Length) + ".parquet";
        await PutAsync(key, 2000);

        (await TakeAsync()).GetProperty("key").GetString().ShouldBe(key);
        await RoundTripAsync(key);
    }

    [Fact]
    public async Task A_key_with_a_double_quote_is_stored_and_spoils_only_its_own_message()
    {
        // EventBridge does not escape the values that it puts into a template.
        const string key = Prefix + "say \"hi\".parquet";
        await PutAsync(key, 2000);

        (await _queue.TakeAsync()).ShouldContain(key);
        await RoundTripAsync(key);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("application/x-amz-json-1.0")]
    [InlineData("text/plain")]
    public async Task The_content_type_does_not_change_the_object(string contentType)
    {
        const string text = "a=1&b={";
        var key = $"elsewhere/{contentType}";
        await _s3.PutObjectAsync(
            new PutObjectRequest { BucketName = Cloud.Bucket, Key = key, ContentBody = text, ContentType = contentType }, Stop);

        using var read = await _s3.GetObjectAsync(Cloud.Bucket, key, Stop);
        using var reader = new StreamReader(read.ResponseStream);
        (await reader.ReadToEndAsync(Stop)).ShouldBe(text);
    }

    [Fact]
    public async Task An_object_may_be_empty()
    {
        await PutAsync("elsewhere/empty", 0);

        (await _s3.GetObjectMetadataAsync(Cloud.Bucket, "elsewhere/empty", Stop)).ContentLength.ShouldBe(0);
    }

    [Fact]
    public async Task Tags_are_refused_instead_of_stored_as_the_object()
    {
        await PutAsync("elsewhere/tagged", 10);

        var refusal = await Should.ThrowAsync<AmazonS3Exception>(() => _s3.PutObjectTaggingAsync(
            new PutObjectTaggingRequest { BucketName = Cloud.Bucket, Key = "elsewhere/tagged", Tagging = new() { TagSet = [] } }, Stop));

        refusal.ErrorCode.ShouldBe("NotImplemented");
        (await _s3.GetObjectMetadataAsync(Cloud.Bucket, "elsewhere/tagged", Stop)).ContentLength.ShouldBe(10);
    }

    [Fact]
    public async Task A_body_above_the_limit_is_refused_as_S3_does()
    {
        var refusal = await Should.ThrowAsync<AmazonS3Exception>(() => PutAsync(Prefix + "huge.parquet", 12 * 1024 * 1024));

        refusal.ErrorCode.ShouldBe("EntityTooLarge");
        await NothingElseArrivesAsync();
    }

    public void Dispose()
    {
        _s3.Dispose();
        _queue.Dispose();
    }

    private Task<PutObjectResponse> PutAsync(string key, int bytes) => _s3.PutObjectAsync(
        new PutObjectRequest { BucketName = Cloud.Bucket, Key = key, InputStream = new MemoryStream(new byte[bytes]) }, Stop);

    private async Task<JsonElement> TakeAsync()
    {
        using var body = JsonDocument.Parse(await _queue.TakeAsync());
        return body.RootElement.Clone();
    }

    /// <summary>The bus sends in order, so what should not come would come before this one.</summary>
    private async Task NothingElseArrivesAsync()
    {
        var key = $"{Prefix}last-{Guid.NewGuid():N}.parquet";
        await PutAsync(key, 2000);
        (await TakeAsync()).GetProperty("key").GetString().ShouldBe(key);
    }

    private async Task RoundTripAsync(string key)
    {
        var head = await _s3.GetObjectMetadataAsync(Cloud.Bucket, key, Stop);
        head.ContentLength.ShouldBe(2000);
        using var read = await _s3.GetObjectAsync(Cloud.Bucket, key, Stop);
        read.ContentLength.ShouldBe(2000);
        var listed = await _s3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = Cloud.Bucket, Prefix = key }, Stop);
        listed.S3Objects.ShouldHaveSingleItem().Key.ShouldBe(key);
    }
}
