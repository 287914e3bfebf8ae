using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Json;
using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>
/// Reads <c>sluice.json</c> (comments allowed) and the <c>SLUICE__…</c> environment variables over it, and reports everything that
/// is wrong at once.
/// </summary>
public static class ConfigurationLoader
{
    /// <summary>Prefix of the environment variables that override the file: <c>SLUICE__CLICKHOUSE__ENDPOINT</c>.</summary>
    public const string EnvironmentPrefix = "SLUICE__";

    private static readonly (string Secret, string File)[] _secrets =
    [
        ("clickHouse:password", "clickHouse.passwordFile"),
        ("console:token", "console.tokenFile"),
        ("console:oidc:clientSecret", "console.oidc.clientSecretFile"),
    ];

    /// <summary>Loads and validates a configuration file.</summary>
    /// <param name="path">Path of <c>sluice.json</c>.</param>
    /// <returns>Settings that the pipeline can run on.</returns>
    /// <exception cref="ConfigurationException">The file is missing, not JSON, or has errors.</exception>
    public static SluiceSettings Load(string path) => Load(path, variables => variables.AddEnvironmentVariables(EnvironmentPrefix));

    internal static SluiceSettings Load(string path, Action<IConfigurationBuilder> addOverrides)
    {
        var configuration = Read(path, addOverrides);
        var errors = new List<ConfigurationError>();
        var usable = OptionsShape.Check(configuration.AsEnumerable(), typeof(SluiceOptions), errors);
        RefuseSecretsInFile(configuration, errors);

        var options = new ConfigurationBuilder().AddInMemoryCollection(usable).Build().Get<SluiceOptions>() ?? new SluiceOptions();
        var settings = SettingsResolver.Resolve(options, errors);
        return settings is null || errors.Count > 0 ? throw new ConfigurationException(path, ConfigurationError.FirstOfEachKey(errors)) : settings;
    }

    private static IConfigurationRoot Read(string path, Action<IConfigurationBuilder> addOverrides)
    {
        if (!File.Exists(path))
        {
            throw new ConfigurationException($"There is no configuration file {path}. Write one with 'sluice init', or name yours with --config.");
        }

        try
        {
            var builder = new ConfigurationBuilder().AddJsonFile(Path.GetFullPath(path), optional: false, reloadOnChange: false);
            addOverrides(builder);
            return builder.Build();
        }
        catch (InvalidDataException e)
        {
            throw new ConfigurationException($"{path} is not JSON: {e.InnerException?.Message ?? e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException($"{path} cannot be read: {e.Message}");
        }
    }

    private static void RefuseSecretsInFile(IConfigurationRoot configuration, List<ConfigurationError> errors)
    {
        foreach (var (secret, file) in _secrets)
        {
            if (configuration.Providers.OfType<JsonConfigurationProvider>().Any(json => json.TryGet(secret, out _)))
            {
                var variable = EnvironmentPrefix + secret.Replace(":", "__", StringComparison.Ordinal).ToUpperInvariant();
                errors.Add(new(secret, "***", $"no secret in the file: use {file} or {variable}"));
            }
        }
    }
}
