namespace Sluice.ChaosTests.Large;

/// <summary>What every look at the target's row count saw, and whether it may be.</summary>
/// <param name="rows">Rows of the object.</param>
internal sealed class SeenCounts(long rows)
{
    private readonly Lock _gate = new();
    private readonly List<SeenCount> _seen = [];

    /// <summary>The different counts, in the order in which they were seen first.</summary>
    public IReadOnlyList<SeenCount> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>Looks that were answered.</summary>
    public int Looks { get; private set; }

    /// <summary>Looks before the first publishing statement was sent.</summary>
    public int LooksBefore { get; private set; }

    /// <summary>Looks without an answer, since ClickHouse was down.</summary>
    public int Unanswered { get; private set; }

    /// <summary>Looks that saw rows before any was published, or afterwards another number than of whole chunks, or fewer rows than were there before.</summary>
    public int Partial { get; private set; }

    /// <summary>Notes an answer.</summary>
    /// <param name="count">Rows that were seen.</param>
    /// <param name="chunkRows">Rows of a chunk; 0 when at the answer nothing had been sent to publish.</param>
    /// <param name="at">When, since the upload.</param>
    public void Add(long count, long chunkRows, TimeSpan at)
    {
        var isFine = chunkRows == 0 ? count == 0 : count == rows || (count >= 0 && count < rows && count % chunkRows == 0);
        lock (_gate)
        {
            isFine &= _seen.Count == 0 || count >= _seen.Max(each => each.Count);
            Looks++;
            LooksBefore += chunkRows == 0 ? 1 : 0;
            Partial += isFine ? 0 : 1;
            if (_seen.FindIndex(each => each.Count == count) is >= 0 and var known)
            {
                _seen[known] = _seen[known] with { Looks = _seen[known].Looks + 1, Last = at };
            }
            else
            {
                _seen.Add(new SeenCount(count, 1, at, at));
            }
        }
    }

    /// <summary>Notes a look without an answer.</summary>
    public void AddUnanswered()
    {
        lock (_gate)
        {
            Unanswered++;
        }
    }
}
