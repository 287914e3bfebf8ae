using System.Diagnostics;
using System.Globalization;

namespace Sluice.Loading.ClickHouse;

/// <summary>
/// Names the queries of an attempt <c>sluice-&lt;attempt id&gt;-&lt;n&gt;</c>, so that the query log tells whose they are. The attempt is that of the calling method, however deep the query is
/// sent.
/// </summary>
internal sealed class QueryIds
{
    /// <summary>Attribute of a span: the queries that were sent in it.</summary>
    public const string Attribute = "clickhouse.query_id";

    private readonly AsyncLocal<Sequence?> _attempt = new();

    /// <summary>What the calling method sends from now on belongs to this attempt.</summary>
    public void Begin(string attemptId) => _attempt.Value = new Sequence(attemptId);

    /// <summary>An id that no other query has.</summary>
    public string Next()
    {
        var id = _attempt.Value is { } attempt ? attempt.Next() : $"sluice-{Guid.NewGuid():N}";
        if (Activity.Current is { IsAllDataRequested: true } span)
        {
            span.SetTag(Attribute, span.GetTagItem(Attribute) is string before ? $"{before}, {id}" : id);
        }

        return id;
    }

    private sealed class Sequence(string attemptId)
    {
        private int _last;

        public string Next() => string.Create(CultureInfo.InvariantCulture, $"sluice-{attemptId}-{Interlocked.Increment(ref _last)}");
    }
}
