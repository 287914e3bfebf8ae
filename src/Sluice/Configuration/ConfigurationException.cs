using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>The configuration cannot be used. The message lists everything that is wrong, one line each.</summary>
public sealed class ConfigurationException : Exception
{
    /// <summary>One sentence about the file as a whole: missing, unreadable, not JSON.</summary>
    /// <param name="message">What happened and what to do.</param>
    public ConfigurationException(string message)
        : base(message)
    {
    }

    /// <summary>Errors of single settings.</summary>
    /// <param name="path">File that was read.</param>
    /// <param name="errors">All of them.</param>
    public ConfigurationException(string path, IReadOnlyCollection<ConfigurationError> errors)
        : base($"{path} has {errors.Count} {(errors.Count == 1 ? "error" : "errors")}:{Environment.NewLine}"
            + string.Join(Environment.NewLine, errors.Select(error => $"  {error}"))) =>
        Errors = errors;

    /// <summary>Errors of single settings; empty when the file as a whole cannot be used.</summary>
    public IReadOnlyCollection<ConfigurationError> Errors { get; } = [];
}
