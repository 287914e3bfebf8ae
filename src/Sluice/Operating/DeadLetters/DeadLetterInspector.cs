using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;

namespace Sluice.Operating.DeadLetters;

/// <summary>Finds out everything about one dead letter.</summary>
internal sealed class DeadLetterInspector(DeadLetterDesk desk, LoadLedger ledger, ObjectExplainer explainer, SluiceSettings settings)
{
    /// <summary>What is known about the letter.</summary>
    /// <param name="messageId">SQS's id of it.</param>
    /// <param name="domain">Where it is, or null when every queue is to be looked into.</param>
    /// <param name="progress">Told how far the search is.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationException">There is no such letter, or a queue may not be looked into.</exception>
    /// <exception cref="AwsException">SQS does not answer.</exception>
    public async Task<DeadLetterDetail> ShowAsync(string messageId, string? domain, OperationProgress? progress, CancellationToken cancellationToken)
    {
        var found = await desk.ListAsync(new DeadLetterFilter { Domain = domain, MessageIds = [messageId] }, 1, progress, cancellationToken);
        if (found.Letters is not [var letter])
        {
            throw found.Refusals is [var refusal, ..]
                ? new OperationException(OperationFault.NotPermitted, refusal.Sentence)
                : new OperationException(
                    OperationFault.BadInput,
                    $"There is no dead letter {messageId}{(domain is null ? "" : $" of {domain}")}: it was redriven or deleted, or is in somebody else's hand for a minute. 'sluice dlq list' has those that are there.");
        }

        return await InspectAsync(letter, found.LedgerFault, cancellationToken);
    }

    /// <summary>What is known about a letter that was listed before. SQS is not asked again.</summary>
    /// <param name="letter">The letter.</param>
    /// <param name="ledgerFault">Why the ledger could not be asked about it when it was listed, or null.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public Task<DeadLetterDetail> InspectAsync(DeadLetter letter, string? ledgerFault, CancellationToken cancellationToken) =>
        WithObjectAsync(new DeadLetterDetail { Letter = letter, Remedy = RemedyOf(letter), Fault = ledgerFault }, cancellationToken);

    private async Task<DeadLetterDetail> WithObjectAsync(DeadLetterDetail detail, CancellationToken cancellationToken)
    {
        var letter = detail.Letter;
        if (letter.Key.Length == 0)
        {
            return detail;
        }

        try
        {
            var entries = (await ledger.VersionsAsync([letter.Key], cancellationToken)).Entries.Values;
            detail = detail with { Entries = [.. entries.OrderByDescending(entry => entry.LoadId.Value == letter.LoadId)] };
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            // Nothing was ever loaded.
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is ClickHouseServerException or HttpRequestException or LedgerException)
        {
            return detail with { Fault = $"ClickHouse cannot be asked: {FailureClassifier.Classify(e).Reason}" };
        }

        return letter.ErrorKind == nameof(ErrorKind.Schema) ? await ExplainAsync(detail, cancellationToken) : detail;
    }

    private async Task<DeadLetterDetail> ExplainAsync(DeadLetterDetail detail, CancellationToken cancellationToken)
    {
        try
        {
            return detail with { Explanation = await explainer.ExplainAsync(new S3Address(settings.Topology.Bucket, detail.Letter.Key), cancellationToken) };
        }
        catch (OperationException e)
        {
            return detail with { Fault = e.Message };
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && e is ClickHouseServerException or HttpRequestException)
        {
            return detail with { Fault = $"the object cannot be looked at: {FailureClassifier.Classify(e).Reason}" };
        }
    }

    private static string RemedyOf(DeadLetter letter) => Enum.TryParse<ErrorKind>(letter.ErrorKind, out var kind)
        ? RetryTable.Of(kind).Remedy
        : "Nothing says why it was given up: look at the object with 'sluice explain', and redrive the message.";
}
