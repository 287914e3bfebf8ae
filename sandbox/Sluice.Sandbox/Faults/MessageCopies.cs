using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Sluice.Sandbox.Faults;

/// <summary>SQS delivers at least once: what a receive brings is put into its queue again.</summary>
public static class MessageCopies
{
    /// <summary>Copies the messages of a <c>ReceiveMessage</c> that has been forwarded.</summary>
    /// <param name="call">The receive.</param>
    /// <param name="sqs">A client that the fault does not meet.</param>
    /// <param name="after">When the copies become visible, whole seconds up to 15 min; 0 s is a message delivered twice at once.</param>
    /// <returns>How many there were.</returns>
    public static async Task<int> SendAsync(FaultyCall call, IAmazonSQS sqs, TimeSpan after)
    {
        var queue = JsonDocument.Parse(call.Request.Body).RootElement.GetProperty("QueueUrl").GetString();
        var bodies = Bodies(call);
        foreach (var body in bodies)
        {
            await sqs.SendMessageAsync(
                new SendMessageRequest(queue, body) { DelaySeconds = (int)after.TotalSeconds }, CancellationToken.None);
        }

        return bodies.Count;
    }

    /// <summary>Bodies of the messages that a <c>ReceiveMessage</c> brought.</summary>
    /// <param name="call">The receive, which has been forwarded.</param>
    public static IReadOnlyList<string> Bodies(FaultyCall call)
    {
        if (call.Answer.Length == 0)
        {
            return [];
        }

        var answer = JsonDocument.Parse(call.Answer).RootElement;
        return answer.TryGetProperty("Messages", out var messages) && messages.ValueKind == JsonValueKind.Array
            ? [.. messages.EnumerateArray().Select(message => message.GetProperty("Body").GetString()!)]
            : [];
    }
}
