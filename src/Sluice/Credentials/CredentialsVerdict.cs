namespace Sluice.Credentials;

/// <summary>What is known of the credentials that a refused request was made with.</summary>
internal enum CredentialsVerdict
{
    /// <summary>STS cannot be asked, or does not say.</summary>
    Unknown,

    /// <summary>They are good: the refusal is about what was asked for.</summary>
    Valid,

    /// <summary>They are not good; the agent resolves them anew.</summary>
    Refused,

    /// <summary>They have been replaced since the request: it is worth another try.</summary>
    Replaced,
}
