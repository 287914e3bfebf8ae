namespace Sluice.Loading.Contract;

/// <summary>What a finding means for the object.</summary>
internal enum FindingSeverity
{
    /// <summary>Good to know; no data is lost or invented.</summary>
    Info,

    /// <summary>The object loads, and this is what it costs or risks.</summary>
    Warning,

    /// <summary>The object is not loaded.</summary>
    Refusal,
}
