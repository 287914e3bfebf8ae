using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>A secret that is either in an environment variable or in a file.</summary>
internal static class SecretFile
{
    /// <summary>The secret, or null when there is none.</summary>
    /// <param name="key">Key of the setting that names the file.</param>
    /// <param name="path">The file, whose first line is the secret; or null.</param>
    /// <param name="variable">The secret of the environment variable, or null.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static string? Read(string key, string? path, string? variable, ICollection<ConfigurationError> errors)
    {
        if (path is null)
        {
            return variable;
        }

        if (variable is not null)
        {
            errors.Add(new(key, path, "only one of the file and the environment variable"));
        }

        try
        {
            return File.ReadLines(path).FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            errors.Add(new(key, path, "the path of a file that this user can read"));
            return null;
        }
    }
}
