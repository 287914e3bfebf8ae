using Sluice.Operating;
using Sluice.Operating.DeadLetters;
using Sluice.Watching;

namespace Sluice.WebConsole.Letters;

/// <summary>Looks into dead-letter queues for a page.</summary>
internal sealed class LetterReader(DeadLetterDesk desk, PipelineWatch pipeline, Topology.PipelineTopology topology, TimeProvider time)
{
    /// <summary>Most letters that a page keeps: looking at one hides it from others for a while, and nobody reads more.</summary>
    public const int Most = 300;

    /// <summary>What is there now.</summary>
    public async Task<LetterView> LookAsync(LetterQuery query, OperationProgress progress, CancellationToken cancellationToken)
    {
        try
        {
            var list = await desk.ListAsync(query.Filter, Most, progress, cancellationToken);
            return new LetterView
            {
                At = time.GetUtcNow(),
                Letters = [.. list.Letters.Select(LetterBody.Cut)],
                IsWhole = list.IsWhole,
                Refusals = list.Refusals,
                LedgerFault = list.LedgerFault,
                Counts = await CountAsync(query, list, cancellationToken),
                IsShut = list.Refusals.Count > 0 && topology.Domains.Where(domain => query.Domain is null || domain.Name == query.Domain)
                    .All(domain => list.Refusals.Any(refusal => refusal.Domain == domain.Name)),
            };
        }
        catch (Exception e) when (e is AwsException or OperationException)
        {
            return new LetterView { At = time.GetUtcNow(), Fault = e.Message, IsShut = e is AwsException };
        }
    }

    /// <summary>Letters by domain: counted where all were seen, else as SQS estimates.</summary>
    private async Task<IReadOnlyDictionary<string, long?>> CountAsync(LetterQuery query, DeadLetterList list, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, long?>();
        foreach (var domain in topology.Domains)
        {
            var isSeen = query is { KeyPrefix.Length: 0, ErrorCode: null } && list.IsWhole && (query.Domain is null || query.Domain == domain.Name);
            counts[domain.Name] = isSeen
                ? list.Letters.Count(letter => letter.Domain == domain.Name)
                : await pipeline.DeadLettersAsync(domain, cancellationToken);
        }

        return counts;
    }
}
