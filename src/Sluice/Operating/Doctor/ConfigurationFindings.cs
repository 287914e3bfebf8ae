using Sluice.Configuration;

namespace Sluice.Operating.Doctor;

/// <summary>What there is to say of the configuration.</summary>
internal static class ConfigurationFindings
{
    public static CheckResult Of(string path, SluiceSettings settings) => new(
        CheckTable.Configuration,
        [Finding.Ok(CheckTable.Configuration.Name, $"{path}: environment {settings.Topology.Environment}, {Words.Few([.. settings.Topology.Domains.Select(domain => domain.Name)])}")]);

    /// <summary>Every error.</summary>
    public static CheckResult Of(ConfigurationException exception) => new(
        CheckTable.Configuration,
        exception.Errors.Count == 0
            ? [Finding.Problem(CheckTable.Configuration.Name, exception.Message.TrimEnd('.'), "write one with 'sluice init', or name yours with --config")]
            : [.. exception.Errors.Select(error => Finding.Problem(
                error.Key.Replace(':', '.'), error.Value is null ? "is missing" : $"is \"{error.Value}\"", $"expected {error.Expected}: docs/configuration.md"))]);
}
