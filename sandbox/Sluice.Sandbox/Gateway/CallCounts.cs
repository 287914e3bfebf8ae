using System.Collections.Concurrent;

namespace Sluice.Sandbox.Gateway;

/// <summary>How many requests came to S3 and SQS.</summary>
internal sealed class CallCounts
{
    private readonly ConcurrentDictionary<CountedCall, long> _counts = new();

    public IReadOnlyDictionary<CountedCall, long> Counts => _counts.ToDictionary();

    public void Add(CountedCall call) => _counts.AddOrUpdate(call, 1, (_, count) => count + 1);
}
