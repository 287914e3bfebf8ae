namespace Sluice.Ledger;

/// <summary>Which rows of the ledger; all of them unless something is set.</summary>
internal sealed record LedgerFilter
{
    /// <summary>What keys begin with; a whole key is a prefix of itself.</summary>
    public string KeyPrefix { get; init; } = "";

    /// <summary>Current states; empty is every state.</summary>
    public IReadOnlyCollection<LoadState> States { get; init; } = [];

    public string? ErrorCode { get; init; }

    public string? Domain { get; init; }

    /// <summary>Written at or after this time.</summary>
    public DateTime? Since { get; init; }

    /// <summary>Written before this time.</summary>
    public DateTime? Until { get; init; }
}
