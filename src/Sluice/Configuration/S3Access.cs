namespace Sluice.Configuration;

/// <summary>With whose credentials ClickHouse reads S3.</summary>
public enum S3Access
{
    /// <summary>The agent's current ones, in each statement; the server hides secret and token.</summary>
    Session,

    /// <summary>Those of a named collection of ClickHouse; the agent never sees them.</summary>
    NamedCollection,

    /// <summary>The server's own, from its configuration or its environment; the agent never sees them.</summary>
    Server,
}
