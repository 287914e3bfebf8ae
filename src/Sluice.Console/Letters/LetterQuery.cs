using Sluice.Operating.DeadLetters;

namespace Sluice.WebConsole.Letters;

/// <summary>Which letters the page is about, as its address says.</summary>
/// <param name="Domain">Those of one domain, or null.</param>
/// <param name="KeyPrefix">What keys begin with; empty is every key.</param>
/// <param name="ErrorCode">Those with that code or kind, or null.</param>
internal sealed record LetterQuery(string? Domain, string KeyPrefix, string? ErrorCode)
{
    /// <summary>Reads the parts of an address.</summary>
    public static LetterQuery Of(string? domain, string? key, string? code) => new(OrNull(domain), key?.Trim() ?? "", OrNull(code));

    public DeadLetterFilter Filter => new() { Domain = Domain, KeyPrefix = KeyPrefix, ErrorCode = ErrorCode };

    /// <summary>Whether it leaves any out.</summary>
    public bool IsNarrow => Domain is not null || KeyPrefix.Length > 0 || ErrorCode is not null;

    private static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
