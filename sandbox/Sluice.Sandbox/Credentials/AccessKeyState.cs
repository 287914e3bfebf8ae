namespace Sluice.Sandbox.Credentials;

/// <summary>What AWS says to requests with an access key.</summary>
public enum AccessKeyState
{
    /// <summary>Nothing: they are served.</summary>
    Active,

    /// <summary>There is no such key: it was deleted, or made inactive.</summary>
    Revoked,

    /// <summary>Its session has expired.</summary>
    Expired,
}
