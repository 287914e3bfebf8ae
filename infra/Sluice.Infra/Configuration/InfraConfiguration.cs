using Microsoft.Extensions.Configuration;
using Sluice.Infra.Identity;
using Sluice.Topology;

namespace Sluice.Infra.Configuration;

/// <summary>What the stacks are made from: the agent's own <c>sluice.json</c>, with <c>SLUICE__…</c> variables on top.</summary>
/// <param name="Topology">What agent and infrastructure agree on.</param>
/// <param name="Options">What only the infrastructure needs.</param>
/// <param name="CaCertificate">PEM of the CA's certificate, where IAM Roles Anywhere is to trust one.</param>
internal sealed record InfraConfiguration(PipelineTopology Topology, InfrastructureOptions Options, string? CaCertificate)
{
    private const string VariablePrefix = "SLUICE__";

    // The agent checks these
    private static readonly string[] _agentSections = ["aws", "clickHouse", "cluster", "console", "ledger", "loading", "monitoring", "pipeline", "telemetry"];

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
            return Resolve(
                new ConfigurationBuilder().AddJsonFile(file).AddEnvironmentVariables(VariablePrefix).Build(), Path.GetDirectoryName(file)!, problems);
        }
        catch (InvalidDataException e)
        {
            problems.Add($"{file} is not JSON: {e.GetBaseException().Message}");
            return null;
        }
    }

    private static InfraConfiguration? Resolve(IConfigurationRoot written, string directory, ICollection<string> problems)
    {
        var errors = new List<ConfigurationError>();
        var usable = OptionsShape.Check(written.AsEnumerable(), typeof(TopologyOptions), errors, _agentSections);
        var options = new ConfigurationBuilder().AddInMemoryCollection(usable).Build().Get<TopologyOptions>() ?? new();
        var topology = PipelineTopology.Resolve(options, errors);
        var certificate = InfrastructureRules.Check(options, directory, errors);
        var configuration = topology is null ? null : new InfraConfiguration(topology, options.Infrastructure, certificate);
        if (configuration is not null)
        {
            errors.AddRange(IdentityPolicies.TooLong(configuration));
        }

        foreach (var error in ConfigurationError.FirstOfEachKey(errors))
        {
            problems.Add(error.ToString());
        }

        return errors.Count > 0 ? null : configuration;
    }
}
