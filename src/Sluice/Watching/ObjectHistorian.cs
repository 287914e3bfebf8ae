using ClickHouse.Driver;
using Sluice.Configuration;
using Sluice.Failures;
using Sluice.Loading.ClickHouse;
using Sluice.Operating;

namespace Sluice.Watching;

/// <summary>Answers "where is s3://…?": asks S3, the ledger and the queue about one key, and tells the whole of it.</summary>
internal sealed class ObjectHistorian(StorySources sources, StoredObjects stored, StatementMemory statements, PipelineWatch pipeline, ObjectExplainer explainer, SluiceSettings settings, TimeProvider time)
{
    /// <summary>The story of a key.</summary>
    /// <exception cref="ClickHouseServerException">The ledger cannot be read.</exception>
    public async Task<ObjectStory> TellAsync(S3Address address, CancellationToken cancellationToken)
    {
        var facts = await FactsAsync(address, cancellationToken);
        var end = StandingJudge.Judge(facts);
        return new ObjectStory
        {
            Address = address,
            Standing = end.Standing,
            Summary = end.Summary,
            WhatToDo = end.WhatToDo,
            Command = end.Command,
            Contract = end.Standing == ObjectStanding.DeadLettered && IsOfSchema(facts) ? await ContractAsync(address, cancellationToken) : null,
            Stored = facts.Stored.ObjectOrNone,
            Versions = facts.Versions,
            Attempts = facts.Attempts,
            Statements = facts.LastAttempt is { } last ? await statements.OfAsync(last, cancellationToken) : [],
        };
    }

    private async Task<StoryFacts> FactsAsync(S3Address address, CancellationToken cancellationToken)
    {
        var facts = new StoryFacts
        {
            Address = address,
            Domains = settings.Topology.Domains,
            VisibilityTimeout = settings.Topology.VisibilityTimeout,
            Stored = await stored.FindAsync(address, cancellationToken),
            Now = time.GetUtcNow(),
        };
        try
        {
            var versions = await sources.VersionsAsync(address, cancellationToken);
            facts = facts with { Versions = versions, Attempts = await sources.AttemptsAsync(address, cancellationToken) };
            var contents = versions.Select(version => version.LoadId);
            facts = facts with { Claims = await sources.ClaimsAsync(address, facts.CurrentId is { } current ? contents.Append(current) : contents, cancellationToken) };
        }
        catch (ClickHouseServerException e) when (e.ErrorCode is ServerErrors.UnknownTable or ServerErrors.UnknownDatabase)
        {
            // There is no ledger yet: no agent has heard of anything.
        }

        if (facts.Domain is not { } domain)
        {
            return facts;
        }

        var (depth, deadLetters) = (pipeline.DepthAsync(domain, cancellationToken), pipeline.DeadLettersAsync(domain, cancellationToken));
        return facts with { Depth = await depth, DeadLetters = await deadLetters };
    }

    private static bool IsOfSchema(StoryFacts facts) => (facts.LastAttempt?.ErrorKind ?? facts.Deciding?.ErrorKind) == nameof(ErrorKind.Schema);

    /// <summary>How the object fits its table now; null when that cannot be found out.</summary>
    private async Task<string?> ContractAsync(S3Address address, CancellationToken cancellationToken)
    {
        try
        {
            return (await explainer.ExplainAsync(address, cancellationToken)).Verdict?.Diff.TrimEnd();
        }
#pragma warning disable CA1031 // It is beside the story: whatever keeps ClickHouse from reading the footer, the reason is told already
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return null;
        }
    }
}
