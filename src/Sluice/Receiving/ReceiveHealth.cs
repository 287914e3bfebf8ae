using System.Collections.Concurrent;
using Sluice.Configuration;
using Sluice.Topology;

namespace Sluice.Receiving;

/// <summary>Whether SQS answered the last receive of each domain.</summary>
internal sealed class ReceiveHealth(SluiceSettings settings, TimeProvider time)
{
    // A long poll ends by itself; an answer that takes so much longer is none.
    private static readonly TimeSpan _grace = TimeSpan.FromSeconds(15);

    // The SDK gives a request up after 100 s, and tries a few times.
    private static readonly TimeSpan _longestReceive = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, State> _states = new(
        settings.Topology.Domains.Select(domain => KeyValuePair.Create(domain.Name, new State(null, "SQS has not answered yet"))));

    /// <summary>What is wrong with receiving a domain's messages, or null when nothing is.</summary>
    public string? Trouble(Domain domain)
    {
        var (since, trouble) = _states[domain.Name];
        return trouble ?? (since is { } began && time.GetUtcNow() - began > settings.Pipeline.LongPoll + _grace ? $"SQS has not answered since {began:u}" : null);
    }

    /// <summary>Whether a receive has not come back for so long that the loop that made it hangs.</summary>
    public bool IsStuck(Domain domain) => _states[domain.Name].Since is { } began && time.GetUtcNow() - began > _longestReceive;

    /// <summary>A receive begins.</summary>
    public void Began(Domain domain) => _states[domain.Name] = _states[domain.Name] with { Since = time.GetUtcNow() };

    /// <summary>SQS answered it.</summary>
    public void Answered(Domain domain) => _states[domain.Name] = new State(null, null);

    /// <summary>It failed.</summary>
    /// <param name="domain">The domain.</param>
    /// <param name="failure">The code or kind alone: AWS's words name accounts and users, and this is told to whoever asks.</param>
    public void Failed(Domain domain, string failure) => _states[domain.Name] = new State(null, $"the last receive failed ({failure})");

    /// <param name="Since">When the receive under way began, or null when none is.</param>
    /// <param name="Trouble">What the last one ended in, or null.</param>
    private sealed record State(DateTimeOffset? Since, string? Trouble);
}
