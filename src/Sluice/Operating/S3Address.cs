namespace Sluice.Operating;

/// <summary>An object as people name it: <c>s3://bucket/key</c>, the key verbatim.</summary>
internal sealed record S3Address(string Bucket, string Key)
{
    private const string Scheme = "s3://";

    /// <summary>Reads an address of that bucket.</summary>
    /// <exception cref="OperationException">It is none, or of another bucket.</exception>
    public static S3Address Parse(string text, string bucket)
    {
        var parts = text.StartsWith(Scheme, StringComparison.Ordinal) ? text[Scheme.Length..].Split('/', 2) : [];
        return parts switch
        {
            [var named, { Length: > 0 } key] when named == bucket => new S3Address(named, key),
            [{ Length: > 0 } named, { Length: > 0 }] =>
                throw Bad($"{text} is in bucket {named}, and the configuration is about {bucket}: name an object of that one, or another --config."),
            _ => throw Bad($"\"{text}\" is not the address of an object: expected s3://{bucket}/<key>."),
        };
    }

    /// <inheritdoc />
    public override string ToString() => $"{Scheme}{Bucket}/{Key}";

    private static OperationException Bad(string message) => new(OperationFault.BadInput, message);
}
