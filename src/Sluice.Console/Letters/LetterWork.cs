using Microsoft.Extensions.Logging;
using Sluice.Admitting;
using Sluice.Operating;
using Sluice.Operating.DeadLetters;
using Sluice.Telemetry;

namespace Sluice.WebConsole.Letters;

/// <summary>Does what an operator has confirmed, a domain at a time, and logs who it was.</summary>
internal sealed class LetterWork(DeadLetterDesk desk, ILogger<LetterWork> logger)
{
    /// <summary>Does it. Cancelled, it answers with what was done until then.</summary>
    /// <param name="order">What was confirmed.</param>
    /// <param name="user">Who did.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<DeadLetterReport> DoAsync(LetterOrder order, string user, OperationProgress progress, CancellationToken cancellationToken)
    {
        var whole = new DeadLetterReport();
        foreach (var domain in order.Letters.Where(each => each.Value > 0).Select(each => each.Key))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return whole with { IsCancelled = true };
            }

            progress.Step = domain;
            var report = await InDomainAsync(order, domain, progress, cancellationToken);
            Log(order.Action, Excerpt.Of(user), domain, report);
            whole = Join(whole, report);
        }

        return whole;
    }

    private async Task<DeadLetterReport> InDomainAsync(LetterOrder order, string domain, OperationProgress progress, CancellationToken cancellationToken)
    {
        var filter = order.Filter with { Domain = domain };
        try
        {
            return order.Action == LetterAction.Redrive
                ? await desk.RedriveAsync(filter, progress, cancellationToken)
                : await desk.PurgeAsync(filter, progress, cancellationToken);
        }
        catch (OperationException e)
        {
            return new DeadLetterReport { FailedCount = 1, Failed = [new FailedLetter(domain, "", e.Message)] };
        }
    }

    private void Log(LetterAction action, string user, string domain, DeadLetterReport report)
    {
        if (report.Done > 0 && action == LetterAction.Redrive)
        {
            PipelineLog.LettersRedriven(logger, user, report.Done, domain);
        }
        else if (report.Done > 0)
        {
            PipelineLog.LettersPurged(logger, user, report.Done, domain);
        }

        if (!report.IsComplete)
        {
            PipelineLog.LettersLeft(logger, user, action == LetterAction.Redrive ? "redrive" : "purge", domain, Excerpt.Line(WhyNotAll(report)));
        }
    }

    private static string WhyNotAll(DeadLetterReport report) =>
        report.Refusals.Select(refusal => refusal.Sentence).Concat(report.Failed.Select(failed => failed.Reason)).Append(report.Fault).FirstOrDefault(why => why is not null) ?? "it was cancelled";

    private static DeadLetterReport Join(DeadLetterReport one, DeadLetterReport other) => new()
    {
        Done = one.Done + other.Done,
        FailedCount = one.FailedCount + other.FailedCount,
        Failed = [.. one.Failed, .. other.Failed],
        Refusals = [.. one.Refusals, .. other.Refusals],
        Notes = [.. one.Notes, .. other.Notes],
        Fault = one.Fault ?? other.Fault,
        IsCancelled = one.IsCancelled || other.IsCancelled,
    };
}
