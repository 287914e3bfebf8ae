using Sluice.Ledger;

namespace Sluice.Watching;

/// <summary>A page of the objects that the ledger knows, the latest first.</summary>
internal sealed record ObjectSearchRequest
{
    /// <summary>Part of the key; <c>s3://bucket/key</c> will do too. Empty is every key.</summary>
    public string Text { get; init; } = "";

    public string? Domain { get; init; }

    /// <summary><c>database.table</c>.</summary>
    public string? Table { get; init; }

    public IReadOnlyCollection<LoadState> States { get; init; } = [];

    public string? ErrorCode { get; init; }

    public DateTime? Since { get; init; }

    public DateTime? Until { get; init; }

    /// <summary>From 0.</summary>
    public int Page { get; init; }

    public int PageSize { get; init; } = 50;
}
