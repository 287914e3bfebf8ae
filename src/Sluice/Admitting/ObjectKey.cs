using System.Buffers;
using System.Text;
using Sluice.Topology;

namespace Sluice.Admitting;

/// <summary>
/// Reads <c>&lt;prefix&gt;&lt;table_name&gt;/&lt;partition&gt;/&lt;file&gt;.parquet</c> (R5, R7). Whatever does not fit is refused with the
/// reason: a key decides which table is written and becomes part of a statement.
/// </summary>
/// <param name="TableName">The segment after the domain's prefix.</param>
/// <param name="Partition">The segments between table and file, joined by <c>/</c>.</param>
internal sealed record ObjectKey(string TableName, string Partition)
{
    /// <summary>Parses a key of <paramref name="domain"/>.</summary>
    /// <returns>The key's parts, or null and the <paramref name="reason"/>.</returns>
    public static ObjectKey? TryParse(Domain domain, string key, out string? reason)
    {
        reason = Refusal(domain, key);
        if (reason is not null)
        {
            return null;
        }

        var segments = key[domain.Prefix.Length..].Split('/');
        reason = SegmentRefusal(domain, segments);
        return reason is null ? new ObjectKey(segments[0], string.Join('/', segments[1..^1])) : null;
    }

    /// <summary>Whether a segment of a key can name a table.</summary>
    public static bool CanNameTable(string segment) => Identifiers.IsSimple(segment);

    private static string? Refusal(Domain domain, string key) => key switch
    {
        _ when Encoding.UTF8.GetByteCount(key) > PipelineLimits.MaxKeyBytes => $"the key is longer than {PipelineLimits.MaxKeyBytes} bytes",
        _ when !key.StartsWith(domain.Prefix, StringComparison.Ordinal) => $"the key does not start with {domain.Prefix}, the prefix of domain {domain.Name}",
        _ when !key.EndsWith(PipelineLimits.KeySuffix, StringComparison.Ordinal) => $"the key does not end in {PipelineLimits.KeySuffix}",
        _ when key.AsSpan().ContainsAny("*?{}") => "the key has one of * ? { }, which ClickHouse takes for a pattern of other objects, however it is encoded",
        _ when key.Contains('\\') => "the key has a backslash, which an input transformer does not escape: the message may name another object than the event did",
        _ when key.Contains("::", StringComparison.Ordinal) => "the key has ::, which ClickHouse takes for a path inside an archive",
        _ when key.Any(char.IsControl) || HasLoneSurrogate(key) => "the key has a control character or is not valid Unicode",
        _ => null,
    };

    private static string? SegmentRefusal(Domain domain, string[] segments) => segments switch
    {
        { Length: < 3 } => $"the key has no partition: expected {domain.Prefix}<table_name>/<partition>/<file>{PipelineLimits.KeySuffix}",
        _ when segments.Any(segment => segment is "" or "." or "..") => "the key has an empty, . or .. segment",
        _ when !CanNameTable(segments[0]) => $"\"{Excerpt.Of(segments[0])}\" cannot name a table: expected {Identifiers.Expected}",
        _ => null,
    };

    /// <summary>A lone half of a surrogate pair has no UTF-8 form, so that no S3 key can hold it.</summary>
    private static bool HasLoneSurrogate(string key)
    {
        for (var rest = key.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out _, out var length) != OperationStatus.Done)
            {
                return true;
            }

            rest = rest[length..];
        }

        return false;
    }
}
