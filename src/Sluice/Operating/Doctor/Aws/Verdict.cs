namespace Sluice.Operating.Doctor.Aws;

/// <summary>Whether the caller has a permission.</summary>
internal enum Verdict
{
    Granted,
    Missing,

    /// <summary>What was asked for is not there.</summary>
    NoResource,

    /// <summary>The answer fits both.</summary>
    NotTold,
}
