using Amazon.SQS.Model;
using Sluice.Sandbox.Provisioning;

namespace Sluice.IntegrationTests.Sandbox;

[Trait("Category", "Integration")]
public sealed class QueueTests(LocalCloudFixture fixture)
{
    [Fact]
    public async Task Queues_have_the_attributes_of_the_synthesized_template()
    {
        var stop = TestContext.Current.CancellationToken;
        var cloud = fixture.Cloud;
        var context = new TemplateContext("000000000000", cloud.Region, cloud.AwsEndpoint);
        var files = await TemplateFiles.ReadDirectoryAsync(Path.Combine(cloud.Directory, "cdk.out"), context.Account, stop);
        var template = CloudFormationTemplate.Read(files, context);
        using var sqs = cloud.CreateSqsClient();

        template.Queues.Length.ShouldBeGreaterThanOrEqualTo(2 * cloud.Queues.Count);
        foreach (var queue in template.Queues)
        {
            var url = (await sqs.GetQueueUrlAsync(queue.Name, stop)).QueueUrl;
            var actual = await sqs.GetQueueAttributesAsync(new GetQueueAttributesRequest(url, ["All"]), stop);
            foreach (var (name, expected) in queue.Attributes)
            {
                actual.Attributes.ShouldContainKeyAndValue(name, expected, queue.Name);
            }
        }
    }

    [Fact]
    public async Task Queue_URLs_lead_through_the_gateway()
    {
        var stop = TestContext.Current.CancellationToken;
        var cloud = fixture.Cloud;
        using var sqs = cloud.CreateSqsClient();

        var listed = await sqs.ListQueuesAsync(new ListQueuesRequest(), stop);

        listed.QueueUrls.ShouldAllBe(url => url.StartsWith($"{cloud.AwsEndpoint}000000000000/"));
        listed.QueueUrls.ShouldContain(cloud.Queues["market"]);
        listed.QueueUrls.ShouldContain(cloud.DeadLetterQueues["market"]);
    }

    [Fact]
    public async Task A_client_that_posts_to_the_queue_URL_is_served()
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, fixture.Cloud.Queues["market"])
        {
            Content = new StringContent($$"""{"QueueUrl":"{{fixture.Cloud.Queues["market"]}}","AttributeNames":["QueueArn"]}"""),
        };
        request.Content.Headers.ContentType = new("application/x-amz-json-1.0");
        request.Headers.Add("X-Amz-Target", "AmazonSQS.GetQueueAttributes");

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        (await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).ShouldContain(":dev-market-load-queue");
    }
}
