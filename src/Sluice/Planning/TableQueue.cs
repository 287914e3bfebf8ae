using Sluice.Admitting;
using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>
/// What waits for one table, in the order of arrival. An object whose message names no entity tag is by itself, since it must be read to be known.
/// </summary>
/// <param name="first">The first object.</param>
/// <param name="limits">Limits of a batch.</param>
/// <param name="sharing">Whether objects of the table share an INSERT.</param>
internal sealed class TableQueue(LoadRequest first, BatchLimits limits, InsertSharing sharing)
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
        _fileBytes += limits.BytesOf(request);
    }

    /// <summary>Whether there is enough for a batch.</summary>
    public bool IsFull => !_key.IsKnown || _waiting.Count >= Limits.Objects || _fileBytes >= limits.FileBytes;

    private BatchLimits Limits => sharing.LimitsOf(first.Domain, first.TableName, limits);

    /// <summary>Takes as many as make a batch, at least one.</summary>
    public IReadOnlyList<LoadRequest> Take()
    {
        var (taken, bytes, most) = (new List<LoadRequest>(), 0L, Limits);
        while (_waiting.TryPeek(out var next) && !most.Exceeds(taken.Count, bytes, next.Request) && (_key.IsKnown || taken.Count == 0))
        {
            taken.Add(_waiting.Dequeue().Request);
            bytes += limits.BytesOf(next.Request);
        }

        _fileBytes -= bytes;
        return taken;
    }

    private static (string TableName, bool IsKnown) KeyOf(LoadRequest request) => (request.TableName, request.ETag is not null);
}
