using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Sandbox.Gateway.Permissions;

namespace Sluice.Tests.Sandbox;

/// <summary>Which action of which resource a request is, in the words of policies.</summary>
[Trait("Category", "Unit")]
public sealed class AwsOperationTests
{
    [Theory]
    [InlineData("GET", "/b/k%20x?x-id=GetObject", "s3:GetObject", "arn:aws:s3:::b/k x")]
    [InlineData("HEAD", "/b/k", "s3:GetObject", "arn:aws:s3:::b/k")]
    [InlineData("GET", "/b/k?partNumber=1&X-Amz-Signature=s", "s3:GetObject", "arn:aws:s3:::b/k")]
    [InlineData("GET", "/b/k?versionId=1", "s3:GetObjectVersion", "arn:aws:s3:::b/k")]
    [InlineData("GET", "/b/k?uploadId=1", "s3:ListMultipartUploadParts", "arn:aws:s3:::b/k")]
    [InlineData("PUT", "/b/k", "s3:PutObject", "arn:aws:s3:::b/k")]
    [InlineData("PUT", "/b/k?partNumber=1&uploadId=1", "s3:PutObject", "arn:aws:s3:::b/k")]
    [InlineData("POST", "/b/k?uploads", "s3:PutObject", "arn:aws:s3:::b/k")]
    [InlineData("POST", "/b/k?uploadId=1", "s3:PutObject", "arn:aws:s3:::b/k")]
    [InlineData("DELETE", "/b/k", "s3:DeleteObject", "arn:aws:s3:::b/k")]
    [InlineData("DELETE", "/b/k?versionId=1", "s3:DeleteObjectVersion", "arn:aws:s3:::b/k")]
    [InlineData("DELETE", "/b/k?uploadId=1", "s3:AbortMultipartUpload", "arn:aws:s3:::b/k")]
    [InlineData("GET", "/b?list-type=2&prefix=p&delimiter=%2F", "s3:ListBucket", "arn:aws:s3:::b")]
    [InlineData("HEAD", "/b", "s3:ListBucket", "arn:aws:s3:::b")]
    [InlineData("GET", "/b?versions", "s3:ListBucketVersions", "arn:aws:s3:::b")]
    [InlineData("GET", "/b?uploads", "s3:ListBucketMultipartUploads", "arn:aws:s3:::b")]
    [InlineData("GET", "/b?location", "s3:GetBucketLocation", "arn:aws:s3:::b")]
    [InlineData("PUT", "/b", "s3:CreateBucket", "arn:aws:s3:::b")]
    [InlineData("DELETE", "/b", "s3:DeleteBucket", "arn:aws:s3:::b")]
    [InlineData("POST", "/b?delete", "s3:DeleteObject", "arn:aws:s3:::b/*")]
    [InlineData("GET", "/", "s3:ListAllMyBuckets", "*")]
    public void A_request_to_S3_is_its_action(string method, string target, string action, string resource)
    {
        var operation = S3Operations.Of(Request(method, target)).ShouldHaveSingleItem();

        (operation.Action, operation.Resource, operation.IsUnknown).ShouldBe((action, resource, false));
    }

    [Theory]
    [InlineData("GET", "/b/k?acl", "s3:GET?acl")]
    [InlineData("GET", "/b?policy", "s3:GET?policy")]
    [InlineData("PATCH", "/b/k", "s3:PATCH")]
    [InlineData("POST", "/b", "s3:POST")]
    public void What_the_sandbox_does_not_know_of_S3_is_named(string method, string target, string action)
    {
        var operation = S3Operations.Of(Request(method, target)).ShouldHaveSingleItem();

        (operation.Action, operation.IsUnknown).ShouldBe((action, true));
    }

    [Fact]
    public void A_copy_reads_its_source_too()
    {
        var request = Request("PUT", "/b/k");
        request.Headers["x-amz-copy-source"] = "/other/a%20b?versionId=1";

        S3Operations.Of(request).Select(operation => (operation.Action, operation.Resource))
            .ShouldBe([("s3:PutObject", "arn:aws:s3:::b/k"), ("s3:GetObject", "arn:aws:s3:::other/a b")]);
    }

    [Fact]
    public void A_listing_says_what_it_lists() =>
        S3Operations.Of(Request("GET", "/b?list-type=2&prefix=market%2F")).Single().Conditions.ShouldBe(new Dictionary<string, string> { ["s3:prefix"] = "market/" });

    [Theory]
    [InlineData("ReceiveMessage", """{ "QueueUrl": "http://127.0.0.1:1/000000000000/q" }""", "sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:000000000000:q")]
    [InlineData("ChangeMessageVisibilityBatch", """{ "QueueUrl": "http://127.0.0.1:1/000000000000/q" }""", "sqs:ChangeMessageVisibility", "arn:aws:sqs:us-east-1:000000000000:q")]
    [InlineData("DeleteMessageBatch", """{ "QueueUrl": "http://127.0.0.1:1/111122223333/q/" }""", "sqs:DeleteMessage", "arn:aws:sqs:us-east-1:111122223333:q")]
    [InlineData("SendMessageBatch", """{ "QueueUrl": "http://127.0.0.1:1/000000000000/q" }""", "sqs:SendMessage", "arn:aws:sqs:us-east-1:000000000000:q")]
    [InlineData("GetQueueUrl", """{ "QueueName": "q" }""", "sqs:GetQueueUrl", "arn:aws:sqs:us-east-1:000000000000:q")]
    [InlineData("StartMessageMoveTask", """{ "SourceArn": "arn:aws:sqs:us-east-1:000000000000:d" }""", "sqs:StartMessageMoveTask", "arn:aws:sqs:us-east-1:000000000000:d")]
    [InlineData("ListQueues", "{}", "sqs:ListQueues", "arn:aws:sqs:us-east-1:000000000000:*")]
    [InlineData("ReceiveMessage", "no JSON", "sqs:ReceiveMessage", "arn:aws:sqs:us-east-1:000000000000:*")]
    public async Task A_request_to_SQS_is_its_action_of_which_a_batch_is_many(string target, string body, string action, string resource)
    {
        var request = Sqs(target, body);

        var operation = await SqsOperations.OfAsync(request, "000000000000", "us-east-1");

        (operation.Action, operation.Resource, operation.IsUnknown).ShouldBe((action, resource, false));
        request.Body.Position.ShouldBe(0, "it is still to be forwarded");
    }

    [Fact]
    public async Task What_the_sandbox_does_not_know_of_SQS_is_named()
    {
        var operation = await SqsOperations.OfAsync(Sqs("Rename", "{}"), "000000000000", "us-east-1");

        (operation.Action, operation.IsUnknown).ShouldBe(("sqs:Rename", true));
    }

    private static HttpRequest Sqs(string target, string body)
    {
        var request = Request("POST", "/");
        request.Headers["X-Amz-Target"] = $"AmazonSQS.{target}";
        request.Body = new MemoryStream(Encoding.UTF8.GetBytes(body));
        return request;
    }

    private static HttpRequest Request(string method, string target)
    {
        var context = new DefaultHttpContext();
        context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget = target;
        context.Request.Method = method;
        context.Request.QueryString = new QueryString(target.Contains('?') ? target[target.IndexOf('?')..] : "");
        return context.Request;
    }
}
