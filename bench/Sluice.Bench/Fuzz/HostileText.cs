namespace Sluice.Bench.Fuzz;

/// <summary>Makes texts and keys that try to mean more than themselves.</summary>
internal static class HostileText
{
    /// <summary>What an S3 key may hold and Sluice loads.</summary>
    private static readonly string[] _allowed =
    [
        "'", "''", "\"", "`", ";", "';--", "'; DROP TABLE market.prices; --", "' OR '1'='1", "--", "-- ", "#", "# ", "#!", "$", "$$", "$tag$", "%", "%%",
        "%27", "%2F", "%252F", "%2e%2e", "%5C", "%00", "%zz", "+", " ", "  ", "&", "=", "&amp;", ",", "(", ")", "()", "[", "]", "<", ">", "|", "~", "@", "!",
        ":y", "^", "..", "...", "-", "_", "0", "x27", "NULL", "nan", "SELECT 1", "UNION ALL", "FORMAT Null", "SETTINGS a=1", "s3(", "ds=2025-09-10", "ds=", "=1",
        "ds='1'", "hour=-1", "ds=1=2", "label=", "id=18446744073709551616", "ds=__HIVE_DEFAULT_PARTITION__", "한글", "시장", "ß", "İ", "e\u0301",
        "\u202e", "\u2066", "\u200b", "\u200d", "\u00a0", "\u3000", "\ufeff", "\ufffd", "\u2028", "‘", "’", "“", "”", "；", "＇", "😀", "👩‍👩‍👧", "\U0010ffff", "a", "part-001",
        "ExpiredToken", "NoSuchKey", "NoSuchBucket", "SlowDown", "AccessDenied", "HTTP response code: 404", "part-00503", "(S3_ERROR)", "while pushing to view", "Sluice: the object was overwritten",
    ];

    /// <summary>What no key that is loaded may hold.</summary>
    private static readonly string[] _forbidden =
    [
        "*", "**", "/*", "?", "{", "}", "{}", "{a,b}", "{1..9}", "\\", "\\'", "\\\\", "\\x27", "\\0", "*/", "::", " :: ", "\0", "\n", "\r\n", "\t", "\u0001", "\u007f", "\u0085",
        "\ud800", "\udc00", "\udc00\ud800",
    ];

    /// <summary>Any text, short as a rule.</summary>
    public static string Any(Random random)
    {
        var text = Of(random, random.Next(3) == 0 ? _forbidden : _allowed);
        return random.Next(400) == 0 ? string.Concat(Enumerable.Repeat(text, random.Next(1, 2000))) : text;
    }

    /// <summary>A key of the prefix that must be loaded, whatever it looks like.</summary>
    public static string LoadableKey(Random random, string prefix)
    {
        var segments = Enumerable.Range(0, random.Next(2, 6)).Select(_ => Segment(random, _allowed));
        return $"{prefix}{TableName(random)}/{string.Join('/', segments)}.parquet";
    }

    /// <summary>A key that may have anything in it, or be none.</summary>
    public static string AnyKey(Random random, string prefix) => random.Next(12) switch
    {
        0 => Any(random),
        1 => $"{prefix}{Any(random)}/p/a.parquet",
        2 => $"{prefix}t/{Any(random)}",
        3 => $"{prefix}t/../{Any(random)}/a.parquet",
        4 => $"{prefix}t//{Any(random)}.parquet",
        5 => $"customer.{prefix}t/p/{Any(random)}.parquet",
        6 => $"{prefix}t/p/{new string('k', random.Next(1000, 1100))}.parquet",
        7 => $"{prefix}{new string('t', random.Next(120, 140))}/p/a.parquet",
        8 => $"/{prefix}t/p/{Any(random)}.parquet",
        9 => $"{prefix.ToUpperInvariant()}t/p/{Any(random)}.parquet",
        _ => $"{prefix}{TableName(random)}/{Segment(random, _forbidden)}/{Segment(random, _allowed)}.parquet",
    };

    private static string TableName(Random random) => random.Next(4) == 0 ? $"_{random.Next()}" : "prices";

    // A segment of dots alone is refused.
    private static string Segment(Random random, string[] from) => $"{Of(random, from)}{(random.Next(2) == 0 ? Of(random, _allowed) : "")}_";

    private static string Of(Random random, string[] from)
    {
        var count = random.Next(1, 4);
        return string.Concat(Enumerable.Range(0, count).Select(_ => from[random.Next(from.Length)]));
    }
}
