using System.Collections.Immutable;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Sluice.Operating.Doctor.Aws;

/// <summary>
/// An action on a queue, and a request for it that SQS cannot fulfil: it is refused for want of permission, or for the mistake in it, and changes nothing either way.
/// </summary>
/// <param name="Name">As policies have it.</param>
/// <param name="IsOfDeadLetters">Whether the agent needs it of the dead-letter queue, else of the load queue.</param>
/// <param name="Setting">The setting of <c>infrastructure</c> that gives it, where the agent can do without.</param>
/// <param name="CallAsync">The request.</param>
internal sealed record QueueAction(string Name, bool IsOfDeadLetters, string? Setting, Func<IAmazonSQS, string, CancellationToken, Task> CallAsync)
{
    private const string NoReceipt = "sluice-doctor";

    // Neither is taken: not more than 10 messages (API_ReceiveMessage), not this character (API_SendMessage).
    private const int TooMany = PipelineMaximum + 1;

    private const int PipelineMaximum = Topology.PipelineLimits.MaxMessagesPerReceive;
    private const string Unsendable = "\u0001";

    public static readonly ImmutableArray<QueueAction> All =
    [
        new("sqs:ReceiveMessage", false, null, (sqs, queue, stop) =>
            sqs.ReceiveMessageAsync(new ReceiveMessageRequest(queue) { MaxNumberOfMessages = TooMany, VisibilityTimeout = 0, WaitTimeSeconds = 0 }, stop)),
        new("sqs:DeleteMessage", false, null, (sqs, queue, stop) => sqs.DeleteMessageAsync(new DeleteMessageRequest(queue, NoReceipt), stop)),
        new("sqs:ChangeMessageVisibility", false, null, (sqs, queue, stop) =>
            sqs.ChangeMessageVisibilityAsync(new ChangeMessageVisibilityRequest(queue, NoReceipt, 0), stop)),
        new("sqs:SendMessage", true, "agentSendsDeadLetters", (sqs, queue, stop) => sqs.SendMessageAsync(new SendMessageRequest(queue, Unsendable), stop)),
    ];

    /// <summary>Asks; what comes back is told by <see cref="AnswerOf"/>.</summary>
    public async Task<Verdict> AskAsync(IAmazonSQS sqs, string queue, CancellationToken cancellationToken)
    {
        try
        {
            await CallAsync(sqs, queue, cancellationToken);
            return Verdict.Granted;
        }
        catch (AmazonSQSException e)
        {
            return AnswerOf(e);
        }
    }

    /// <summary>What a refusal says about the permission.</summary>
    public static Verdict AnswerOf(AmazonSQSException exception) => exception switch
    {
        QueueDoesNotExistException => Verdict.NoResource,
        { ErrorCode: "AccessDenied" or "AccessDeniedException" } => Verdict.Missing,
        _ => Verdict.NotTold,
    };
}
