using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Sluice.Tests.Settling;

/// <summary>Takes note of what it is told, and does not do what the test says.</summary>
internal sealed class AnsweringSqs() : AmazonSQSClient(new AnonymousAWSCredentials(), Amazon.RegionEndpoint.USEast1)
{
    private readonly TaskCompletionSource _answers = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Requests, in the order in which they came.</summary>
    public List<ChangeMessageVisibilityBatchRequest> Requests { get; } = [];

    /// <summary>How many requests must have come before the first is answered.</summary>
    public int AnswersAfter { get; set; } = 1;

    public Func<ChangeMessageVisibilityBatchRequestEntry, bool> Fails { get; set; } = _ => false;

    public Exception? Throws { get; set; }

    public override async Task<ChangeMessageVisibilityBatchResponse> ChangeMessageVisibilityBatchAsync(
        ChangeMessageVisibilityBatchRequest request, CancellationToken cancellationToken = default)
    {
        Requests.Add(request);
        if (Requests.Count >= AnswersAfter)
        {
            _answers.TrySetResult();
        }

        await _answers.Task.WaitAsync(TestContext.Current.CancellationToken);
        return Throws is null
            ? new() { Failed = [.. request.Entries.Where(Fails).Select(entry => new BatchResultErrorEntry { Id = entry.Id, Code = "ReceiptHandleIsInvalid", Message = "no such handle" })] }
            : throw Throws;
    }
}
