using System.Globalization;
using Amazon.Runtime;

namespace Sluice.Credentials;

/// <summary>Credentials as they were obtained.</summary>
/// <param name="Origin">The SDK's object, which refreshes some kinds by itself.</param>
/// <param name="Value">Key, secret and token.</param>
/// <param name="Source">The kind of source, for people.</param>
/// <param name="Files">What the shared files contained (<see cref="CredentialSource.FilesAsync"/>).</param>
/// <param name="ObtainedAt">Since when the agent uses this value.</param>
internal sealed record HeldCredentials(AWSCredentials Origin, ImmutableCredentials Value, string Source, string Files, DateTimeOffset ObtainedAt)
{
    // Enough to tell two keys apart, as AWS's own console shows them.
    private const int ShownCharacters = 4;

    /// <summary>When AWS stops taking them, or null.</summary>
    public DateTimeOffset? Expiration { get; } =
        Origin.Expiration is { } expiration && expiration < DateTime.MaxValue.AddDays(-1) ? new DateTimeOffset(expiration.ToUniversalTime()) : null;

    /// <summary>The end of the access key id.</summary>
    public string KeyEnding => Value.AccessKey.Length > 2 * ShownCharacters ? $"…{Value.AccessKey[^ShownCharacters..]}" : "…";

    /// <summary>The expiration, for people.</summary>
    public string ExpirationText =>
        Expiration is { } expiration ? $"expires {expiration.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)}" : "does not expire";

    /// <summary>No secret, whoever logs it.</summary>
    public override string ToString() => $"{KeyEnding} from {Source}";
}
