namespace Sluice.Operating;

/// <summary>
/// Orders keys by their UTF-8 bytes, as S3 lists them and ClickHouse sorts them. .NET compares UTF-16 units, where a character beyond U+FFFF (a
/// surrogate pair, from D800) comes before U+E000–U+FFFF; in UTF-8 it comes after.
/// </summary>
internal sealed class KeyOrder : IComparer<string>
{
    private const char FirstAfterSurrogates = '\uE000';
    private const int Surrogates = 0x800;
    private const int CharactersAfterSurrogates = 0x2000;

    private KeyOrder()
    {
    }

    public static KeyOrder Instance { get; } = new();

    /// <inheritdoc />
    public int Compare(string? x, string? y)
    {
        ReadOnlySpan<char> left = x, right = y;
        var common = left.CommonPrefixLength(right);
        return common == left.Length || common == right.Length ? left.Length - right.Length : Rank(left[common]) - Rank(right[common]);
    }

    /// <summary>Moves the surrogates behind everything else.</summary>
    private static int Rank(char unit) => unit switch
    {
        >= FirstAfterSurrogates => unit - Surrogates,
        _ when char.IsSurrogate(unit) => unit + CharactersAfterSurrogates,
        _ => unit,
    };
}
