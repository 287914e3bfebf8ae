namespace Sluice.Loading.ClickHouse;

/// <summary>
/// URL under which ClickHouse reads an object: path-style, each segment of the key percent-encoded. ClickHouse decodes it once, so
/// that a space, <c>+</c>, <c>%</c>, quote or Hangul in a key names that very object. Glob characters stay dangerous even encoded, which is
/// why <see cref="Admitting.ObjectKey"/> refuses them.
/// </summary>
internal static class ObjectUrl
{
    /// <param name="endpoint">S3 endpoint as ClickHouse reaches it.</param>
    /// <param name="bucket">Bucket of the object.</param>
    /// <param name="key">Key of the object, decoded.</param>
    public static string Of(Uri endpoint, string bucket, string key) =>
        $"{endpoint.AbsoluteUri.TrimEnd('/')}/{bucket}/{string.Join('/', key.Split('/').Select(Uri.EscapeDataString))}";
}
