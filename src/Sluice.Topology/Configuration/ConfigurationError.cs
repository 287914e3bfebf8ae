namespace Sluice.Topology;

/// <summary>One thing that is wrong in the configuration.</summary>
/// <param name="Key">Where: the path of the setting, such as <c>domains:market:maxNumberOfMessages</c>.</param>
/// <param name="Value">What stands there, or null when it is missing. Never a secret.</param>
/// <param name="Expected">What may stand there, in words.</param>
public sealed record ConfigurationError(string Key, string? Value, string Expected)
{
    /// <summary>A value that does not convert counts as missing further on: the first error at a key says more than the second.</summary>
    public static IReadOnlyList<ConfigurationError> FirstOfEachKey(IEnumerable<ConfigurationError> errors) =>
        [.. errors.DistinctBy(error => error.Key, StringComparer.OrdinalIgnoreCase)];

    /// <summary>The error as one line for people.</summary>
    public override string ToString() =>
        Value is null ? $"{Key} is missing: expected {Expected}" : $"{Key} is \"{Value}\": expected {Expected}";
}
