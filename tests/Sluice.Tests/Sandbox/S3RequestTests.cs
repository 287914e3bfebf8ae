using CsCheck;
using Sluice.Sandbox.EventBridge;
using Sluice.Sandbox.Gateway;

namespace Sluice.Tests.Sandbox;

[Trait("Category", "Unit")]
public sealed class S3RequestTests
{
    [Theory]
    [InlineData("PUT", "/b/k", false, null, "PutObject")]
    [InlineData("PUT", "/b/k?x-id=PutObject", false, null, "PutObject")]
    [InlineData("PUT", "/b/k?X-Amz-Signature=abc&X-Amz-Expires=60", false, null, "PutObject")]
    [InlineData("PUT", "/b/k?x-id=CopyObject", true, null, "CopyObject")]
    [InlineData("POST", "/b/k?uploadId=1", false, "application/xml", "CompleteMultipartUpload")]
    [InlineData("POST", "/b", false, "multipart/form-data; boundary=x", "PostObject")]
    [InlineData("POST", "/b/", false, "multipart/form-data; boundary=x", "PostObject")]
    public void An_operation_that_creates_an_object_has_its_reason(
        string method, string target, bool isCopy, string? contentType, string reason)
    {
        S3Request.Parse(method, target).CreationReason(isCopy, contentType).ShouldBe(Enum.Parse<ObjectCreatedReason>(reason));
    }

    [Theory]
    [InlineData("PUT", "/b", null)]
    [InlineData("PUT", "/b/", null)]
    [InlineData("PUT", "/b/k?acl", null)]
    [InlineData("PUT", "/b/k?tagging=", null)]
    [InlineData("PUT", "/b/k?legal-hold&versionId=1", null)]
    [InlineData("PUT", "/b/k?renameObject", null)]
    [InlineData("PUT", "/b/k?partNumber=1&uploadId=2", null)]
    [InlineData("POST", "/b/k?uploads", null)]
    [InlineData("POST", "/b?delete", "application/xml")]
    [InlineData("POST", "/", "application/x-www-form-urlencoded")]
    [InlineData("GET", "/b/k", null)]
    [InlineData("HEAD", "/b/k", null)]
    [InlineData("DELETE", "/b/k?uploadId=1", null)]
    public void Everything_else_raises_no_event(string method, string target, string? contentType)
    {
        S3Request.Parse(method, target).CreationReason(isCopy: false, contentType).ShouldBeNull();
    }

    [Fact]
    public void A_part_copied_from_another_object_raises_no_event()
    {
        S3Request.Parse("PUT", "/b/k?uploadId=1&partNumber=2").CreationReason(isCopy: true, null).ShouldBeNull();
    }

    [Theory]
    [InlineData("/b/a%20b.parquet", "a b.parquet")]
    [InlineData("/b/a+b.parquet", "a+b.parquet")]
    [InlineData("/b/a%2Bb%2520.parquet", "a+b%20.parquet")]
    [InlineData("/b/%ED%95%9C.parquet", "한.parquet")]
    [InlineData("/b/x%2Fy//z/../w", "x/y//z/../w")]
    [InlineData("/b/%2A%3F%7B%7D%22%27", "*?{}\"'")]
    public void A_key_is_decoded_once_and_never_normalized(string target, string key)
    {
        S3Request.Parse("PUT", target).Key.ShouldBe(key);
    }

    [Fact]
    public void Any_key_comes_back_from_its_encoded_path() =>
        Gen.String[Gen.Char[' ', '\uD7FF'], 1, 100].Where(key => key.Length > 0).Sample(key =>
        {
            var path = string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
            return S3Request.Parse("PUT", $"/bucket/{path}?x-id=PutObject") is { Bucket: "bucket" } request && request.Key == key;
        });
}
