using Microsoft.Extensions.Configuration;
using Sluice.Topology;

namespace Sluice.Infra.Configuration;

/// <summary>What the stacks are made from: the agent's own <c>sluice.json</c>, with <c>SLUICE__…</c> variables on top.</summary>
/// <param name="Topology">What agent and infrastructure agree on.</param>
/// <param name="Options">What only the infrastructure needs.</param>
internal sealed record InfraConfiguration(PipelineTopology Topology, InfraOptions Options)
{
    private const string VariablePrefix = "SLUICE__";

    /// <summary>Reads and checks the configuration.</summary>
    /// <param name="path">The file, absolute or relative to the working directory.</param>
    /// <param name="problems">Receives everything that is wrong, a line each.</param>
    /// <returns>The configuration, or null when there were problems.</returns>
    public static InfraConfiguration? Read(string path, ICollection<string> problems)
    {
        var file = Path.GetFullPath(path);
        if (!File.Exists(file))
        {
            problems.Add($"There is no configuration file {file}: name one with -c config=<file> or SLUICE_CONFIG.");
            return null;
        }

        try
        {
            return Resolve(new ConfigurationBuilder().AddJsonFile(file).AddEnvironmentVariables(VariablePrefix).Build(), problems);
        }
        catch (InvalidDataException e)
        {
            problems.Add($"{file} is not JSON: {e.GetBaseException().Message}");
            return null;
        }
    }

    private static InfraConfiguration? Resolve(IConfigurationRoot written, ICollection<string> problems)
    {
        var unreadable = UnreadableValues.Find(written, typeof(TopologyOptions))
            .Concat(UnreadableValues.Find(written.GetSection(InfraOptions.Section), typeof(InfraOptions)))
            .ToList();
        var readable = Without(written, unreadable.Select(error => error.Key));
        var broken = new List<ConfigurationError>();
        var topology = PipelineTopology.Resolve(readable.Get<TopologyOptions>() ?? new(), broken);

        // A value that could not be read is not also missing
        var errors = unreadable.Concat(broken.Where(error => unreadable.TrueForAll(other => other.Key != error.Key))).ToList();
        errors.ForEach(error => problems.Add(error.ToString()));
        return errors.Count > 0
            ? null
            : new InfraConfiguration(topology!, readable.GetSection(InfraOptions.Section).Get<InfraOptions>() ?? new());
    }

    // So that the rules are checked on what could be read, and one run names every error
    private static IConfigurationRoot Without(IConfigurationRoot configuration, IEnumerable<string> keys)
    {
        string[] omitted = [.. keys];
        var kept = configuration.AsEnumerable().Where(entry => !omitted.Any(key => IsAtOrUnder(entry.Key, key)));
        return new ConfigurationBuilder().AddInMemoryCollection(kept).Build();
    }

    private static bool IsAtOrUnder(string key, string section) =>
        $"{key}:".StartsWith($"{section}:", StringComparison.OrdinalIgnoreCase);
}
