using Sluice.Ledger;
using Sluice.Operating;
using Sluice.Receiving;
using Sluice.Topology;

namespace Sluice.Watching;

/// <summary>What was found out about a key; where it is follows from it.</summary>
internal sealed record StoryFacts
{
    public required S3Address Address { get; init; }

    /// <summary>When it was looked at.</summary>
    public required DateTimeOffset Now { get; init; }

    /// <summary>The domains of the configuration.</summary>
    public required IReadOnlyList<Domain> Domains { get; init; }

    public required StoredAnswer Stored { get; init; }

    /// <summary>The contents that the ledger knows, the latest first, with the time of each.</summary>
    public IReadOnlyList<LedgerEntry> Versions { get; init; } = [];

    /// <summary>The attempts, the latest first.</summary>
    public IReadOnlyList<LedgerAttempt> Attempts { get; init; } = [];

    /// <summary>Claims that have neither expired nor been let go.</summary>
    public IReadOnlyList<StoryClaim> Claims { get; init; } = [];

    /// <summary>Messages in the load queue of the key's domain, or null when SQS may not be asked or the key has no domain.</summary>
    public QueueDepth? Depth { get; init; }

    /// <summary>Messages in its dead-letter queue, or null likewise.</summary>
    public int? DeadLetters { get; init; }

    /// <summary>How long a message may be hidden by an agent that does not answer.</summary>
    public required TimeSpan VisibilityTimeout { get; init; }

    /// <summary>The domain whose prefix the key has, or null.</summary>
    public Domain? Domain => ObjectRule.DomainOf(Domains, Address.Key);

    /// <summary>Identity of the content that is in the bucket now, or null when nobody knows it.</summary>
    public LoadId? CurrentId => Stored.ObjectOrNone is { } stored ? LoadId.Of(Address.Bucket, Address.Key, stored.ETag) : null;

    /// <summary>Of the contents that the ledger knows the one that decides: that in the bucket, or the latest where it is not known what is.</summary>
    public LedgerEntry? Deciding => CurrentId is { } id ? Versions.FirstOrDefault(version => version.LoadId == id) : Versions.Count > 0 ? Versions[0] : null;

    /// <summary>
    /// The latest attempt at that content. A message that was refused names no content: it is about what is in the bucket when nothing was uploaded since.
    /// </summary>
    public LedgerAttempt? LastAttempt => (CurrentId ?? Deciding?.LoadId) is { } id
        ? Attempts.FirstOrDefault(attempt => attempt.LoadId == id || (attempt.LoadId.Value.Length == 0 && !(attempt.At < Stored.ObjectOrNone?.LastModified.UtcDateTime)))
        : Attempts.Count > 0 ? Attempts[0] : null;

    /// <summary>The attempt that is at that content now, or null.</summary>
    public StoryClaim? Claim => Claims.FirstOrDefault(claim =>
        claim.Subject == LoadId.OfKey(Address.Bucket, Address.Key) || claim.Subject == (CurrentId ?? Deciding?.LoadId) || (CurrentId ?? Deciding?.LoadId) is null);
}
