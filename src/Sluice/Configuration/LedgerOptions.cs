namespace Sluice.Configuration;

/// <summary>Where the agent keeps what it has loaded.</summary>
public sealed class LedgerOptions
{
    /// <summary>ClickHouse database of the ledger, made on first use where the user may. Default <c>sluice</c>.</summary>
    public string Database { get; set; } = "sluice";
}
