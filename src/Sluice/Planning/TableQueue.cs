using Sluice.Admitting;
using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>
/// What waits for one table, in the order of arrival. An object whose message names no entity tag is by itself, since it must be read to be known.
/// </summary>
internal sealed class TableQueue(LoadRequest first)
{
    private readonly Queue<(LoadRequest Request, DateTimeOffset At)> _waiting = new();
    private readonly (string TableName, bool IsKnown) _key = KeyOf(first);
    private long _fileBytes;

    public Domain Domain => first.Domain;

    public bool IsEmpty => _waiting.Count == 0;

    /// <summary>Since when the first has waited.</summary>
    public DateTimeOffset Since => _waiting.Peek().At;

    /// <summary>Whether an object of the same domain belongs here.</summary>
    public bool Takes(LoadRequest request) => _key == KeyOf(request);

    public void Add(LoadRequest request, DateTimeOffset now)
    {
        _waiting.Enqueue((request, now));
        _fileBytes += request.FileSize ?? 0;
    }

    /// <summary>Whether there is enough for a batch.</summary>
    public bool IsFull(BatchLimits limits) => !_key.IsKnown || _waiting.Count >= limits.Objects || _fileBytes >= limits.FileBytes;

    /// <summary>Takes as many as make a batch, at least one.</summary>
    public IReadOnlyList<LoadRequest> Take(BatchLimits limits)
    {
        var (taken, bytes) = (new List<LoadRequest>(), 0L);
        while (_waiting.TryPeek(out var next) && !limits.Exceeds(taken.Count, bytes, next.Request) && (_key.IsKnown || taken.Count == 0))
        {
            taken.Add(_waiting.Dequeue().Request);
            bytes += next.Request.FileSize ?? 0;
        }

        _fileBytes -= bytes;
        return taken;
    }

    private static (string TableName, bool IsKnown) KeyOf(LoadRequest request) => (request.TableName, request.ETag is not null);
}
