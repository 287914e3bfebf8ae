namespace Sluice.Loading.ClickHouse;

/// <summary>
/// URL under which ClickHouse reads objects: path-style, each segment of a key percent-encoded. ClickHouse decodes it once, so
/// that a space, <c>+</c>, <c>%</c>, quote or Hangul in a key names that very object. Glob characters stay dangerous even encoded, which is
/// why <see cref="Admitting.ObjectKey"/> refuses them.
/// </summary>
internal static class ObjectUrl
{
    /// <summary>Whether a URL can name the object together with others: within <c>{…}</c> a comma would part its key, encoded or not.</summary>
    public static bool CanShare(string key) => !key.Contains(',', StringComparison.Ordinal);

    /// <param name="endpoint">S3 endpoint as ClickHouse reaches it.</param>
    /// <param name="bucket">Bucket of the objects.</param>
    /// <param name="keys">Keys of the objects, decoded; several only of those that <see cref="CanShare"/>.</param>
    public static string Of(Uri endpoint, string bucket, params IReadOnlyCollection<string> keys)
    {
        var encoded = keys.Select(PathOf);
        var path = keys.Count == 1 ? encoded.Single() : $"{{{string.Join(',', encoded)}}}";
        return $"{endpoint.AbsoluteUri.TrimEnd('/')}/{bucket}/{path}";
    }

    /// <summary>A key as a URL has it.</summary>
    public static string PathOf(string key) => string.Join('/', key.Split('/').Select(Uri.EscapeDataString));
}
