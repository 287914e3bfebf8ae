using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.DependencyInjection;
using Sluice.Configuration;
using Sluice.Operating.DeadLetters;
using Sluice.Sandbox;
using Sluice.Topology;

namespace Sluice.IntegrationTests.Operating;

/// <summary>A cloud of its own, whose dead-letter queues no other test looks into, and what tests of dead letters do around it.</summary>
public sealed class DeadLetterFixture : LocalCloudFixture
{
    /// <summary>The domain, and another one.</summary>
    public const string Domain = "market", Other = "customer";

    private IAmazonSQS? _sqs;

    private protected override SandboxOptions Options => new()
    {
        Domains = new Dictionary<string, DomainOptions> { [Domain] = new(), [Other] = new() },
        RecordCalls = true,
    };

    internal OperatorBench Commands => new(Cloud);

    private IAmazonSQS Sqs => _sqs ??= Cloud.CreateSqsClient();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public override async ValueTask DisposeAsync()
    {
        _sqs?.Dispose();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>What commands and console work with, as a profile of the cloud.</summary>
    internal ServiceProvider Services(string profile = LocalCloud.OperatorProfile)
    {
        var settings = ConfigurationLoader.Load(Cloud.ConfigPath);
        return new ServiceCollection().AddLogging().AddSluiceOperations(settings).AddDeadLetterDesk(settings, profile).BuildServiceProvider();
    }

    /// <summary>Runs <c>sluice dlq</c> with the operators' credentials.</summary>
    internal Task<(int ExitCode, string Output, string Error)> DlqAsync(params string[] arguments) =>
        Commands.WithAsync(new() { ["SLUICE__AWS__PROFILE"] = LocalCloud.OperatorProfile }, ["dlq", .. arguments]);

    /// <summary>Takes everything out of the domains' queues.</summary>
    internal async Task EmptyAsync()
    {
        Cloud.Faults.Decide = null;
        foreach (var queue in Cloud.Queues.Values.Concat(Cloud.DeadLetterQueues.Values))
        {
            await Sqs.PurgeQueueAsync(queue, Stop);
        }
    }

    /// <summary>Puts a letter into the dead-letter queue, as the agent sends it.</summary>
    /// <returns>SQS's id of it.</returns>
    internal async Task<string> LetterAsync(string body, string code = "E003", string kind = "Schema", string domain = Domain, string reason = "it does not fit")
    {
        var answer = await Sqs.SendMessageAsync(
            new SendMessageRequest(Cloud.DeadLetterQueues[domain], body)
            {
                MessageAttributes = new()
                {
                    ["ErrorCode"] = Text(code), ["ErrorKind"] = Text(kind), ["Reason"] = Text(reason),
                    ["Attempts"] = new() { DataType = "Number", StringValue = "3" }, ["FirstFailedAt"] = Text("2026-01-02T03:04:05.678Z"), ["Origin"] = Text("somewhere"),
                },
            },
            Stop);
        return answer.MessageId;
    }

    /// <summary>Has SQS itself move a message: it is received until the redrive policy takes it.</summary>
    /// <returns>SQS's id of it, which it keeps.</returns>
    internal async Task<string> MovedByPolicyAsync(string body)
    {
        var sent = await Sqs.SendMessageAsync(Cloud.Queues[Domain], body, Stop);
        while (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(Cloud.Queues[Domain]) { MaxNumberOfMessages = 10, VisibilityTimeout = 0 }, Stop) is { Messages: [_, ..] })
        {
            // Until it is gone from there.
        }

        return sent.MessageId;
    }

    /// <summary>Makes letters visible that somebody holds who is gone.</summary>
    internal async Task LetGoAsync(IEnumerable<string> handles)
    {
        foreach (var handle in handles)
        {
            await Sqs.ChangeMessageVisibilityAsync(Cloud.DeadLetterQueues[Domain], handle, 0, Stop);
        }
    }

    /// <summary>The messages of a queue that others see now. It is left as it was.</summary>
    internal async Task<IReadOnlyList<Message>> MessagesAsync(string queue)
    {
        var messages = new List<Message>();
        while (await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { MaxNumberOfMessages = 10, MessageAttributeNames = ["All"] }, Stop) is { Messages: [_, ..] found })
        {
            messages.AddRange(found);
        }

        foreach (var message in messages)
        {
            await Sqs.ChangeMessageVisibilityAsync(queue, message.ReceiptHandle, 0, Stop);
        }

        return messages;
    }

    /// <summary>A message about an object, as the rule sends it.</summary>
    internal string About(string key, string domain = Domain) =>
        $$"""{"bucket":"{{Cloud.Bucket}}","key":"{{key}}","domain":"{{domain}}","correlation_id":"c"}""";

    private static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };
}

/// <summary>The tests that share the cloud, one after the other.</summary>
[CollectionDefinition]
public sealed class DeadLetterCollection : ICollectionFixture<DeadLetterFixture>;
