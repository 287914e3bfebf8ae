using System.Text.Json;
using Amazon.SQS;
using Sluice.Sandbox.Faults;

namespace Sluice.ChaosTests.Large;

/// <summary>Brings a killed agent's message back at once; by itself it would stay hidden for its visibility timeout.</summary>
/// <param name="sqs">A client that no fault meets.</param>
/// <param name="agent">Access key of the agent.</param>
/// <param name="time">The clock.</param>
internal sealed class Redelivery(IAmazonSQS sqs, string agent, TimeProvider time)
{
    // A long poll of the killed agent is open until its end, and would take the message with it.
    private static readonly TimeSpan _untilPollsEnd = Timings.LongPoll + TimeSpan.FromMilliseconds(500);

    private volatile Received? _last;

    /// <summary>Listens to what the agent receives.</summary>
    public IFault? Decide(SandboxRequest request) =>
        request.Service == SandboxService.Sqs && request.Operation == "ReceiveMessage" && request.AccessKeyId == agent ? Fault.Of(ListenAsync) : null;

    /// <summary>Makes the message that was received last visible.</summary>
    public async Task MakeVisibleAsync()
    {
        if (_last is { } received)
        {
            await Task.Delay(_untilPollsEnd, time);
            await sqs.ChangeMessageVisibilityAsync(received.QueueUrl, received.Handle, 0, CancellationToken.None);
        }
    }

    private async Task ListenAsync(FaultyCall call)
    {
        await call.ForwardAsync();
        if (MessageCopies.Bodies(call).Count > 0)
        {
            var queue = JsonDocument.Parse(call.Request.Body).RootElement.GetProperty("QueueUrl").GetString()!;
            var message = JsonDocument.Parse(call.Answer).RootElement.GetProperty("Messages")[0];
            _last = new Received(queue, message.GetProperty("ReceiptHandle").GetString()!);
        }

        await call.AnswerAsync();
    }

    private sealed record Received(string QueueUrl, string Handle);
}
