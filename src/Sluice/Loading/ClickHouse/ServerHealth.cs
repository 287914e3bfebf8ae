namespace Sluice.Loading.ClickHouse;

/// <summary>How a ClickHouse server is doing.</summary>
internal sealed record ServerHealth
{
    /// <summary>Queries, merges and memory, or null where <c>system.metrics</c> may not be read.</summary>
    public ServerLoad? Load { get; init; }

    /// <summary>Its limits, or null where <c>system.server_settings</c> may not be read.</summary>
    public ServerLimits? Limits { get; init; }

    /// <summary>Parts by database, or null where <c>system.parts</c> may not be read.</summary>
    public IReadOnlyDictionary<string, PartCount>? Parts { get; init; }
}
