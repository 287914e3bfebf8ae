using System.Collections.Concurrent;

namespace Sluice.Sandbox.Gateway.Permissions;

/// <summary>The calls to S3 and SQS of those who are held to policies: the last 100,000, and only when somebody wants them.</summary>
/// <param name="isWanted">Whether somebody does.</param>
internal sealed class CallRecord(bool isWanted)
{
    private const int Capacity = 100_000;

    private readonly ConcurrentQueue<RecordedCall> _calls = new();

    public IReadOnlyList<RecordedCall> Calls => [.. _calls];

    public void Add(RecordedCall call)
    {
        if (!isWanted)
        {
            return;
        }

        _calls.Enqueue(call);
        if (_calls.Count > Capacity)
        {
            _calls.TryDequeue(out _);
        }
    }
}
