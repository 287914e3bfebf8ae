using System.Text.RegularExpressions;
using Sluice.Sandbox.Emulator;
using Sluice.Topology;

namespace Sluice.Sandbox.Provisioning;

/// <summary>Finds out by the names in templates (<see cref="ResourceNames"/>) what agent they are for.</summary>
internal static partial class TemplateTopology
{
    /// <summary>The options with the Region, environment, bucket and domains of the templates, as far as these tell them.</summary>
    /// <exception cref="SandboxException">A template has what the sandbox does not know.</exception>
    public static SandboxOptions Of(TemplateFiles files, SandboxOptions options)
    {
        var region = files.Region ?? options.Region;
        var template = CloudFormationTemplate.Read(files, new TemplateContext(FauxqsProcess.Account, region, new Uri("http://127.0.0.1")));
        var queues = template.Queues.Select(queue => LoadQueue().Match(queue.Name)).Where(match => match.Success)
            .Select(match => (Environment: match.Groups["environment"].Value, Domain: match.Groups["domain"].Value)).ToList();
        var environment = queues.Exists(queue => queue.Environment == options.Environment) || queues.Count == 0 ? options.Environment : queues[0].Environment;
        var domains = queues.Where(queue => queue.Environment == environment).Select(queue => queue.Domain).ToList();
        _ = template.PoliciesFor(new ResourceNames(environment));
        var bucket = template.Buckets.OrderByDescending(bucket => bucket.Name == options.Bucket).ThenByDescending(bucket => bucket.SendsEvents).FirstOrDefault();
        return options with
        {
            Region = region,
            Environment = environment,
            Bucket = bucket?.Name ?? options.Bucket,
            Domains = domains.Count == 0
                ? options.Domains
                : domains.ToDictionary(domain => domain, domain => options.Domains.TryGetValue(domain, out var own) ? own : new DomainOptions()),
        };
    }

    [GeneratedRegex(@"^(?<environment>.+)-(?<domain>[A-Za-z_][A-Za-z0-9_]*)-load-queue\z")]
    private static partial Regex LoadQueue();
}
