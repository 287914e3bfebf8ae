using Sluice.Sandbox.Emulator;
using Sluice.Topology;

namespace Sluice.Sandbox.Provisioning;

/// <summary>Finds out by the names in templates (<see cref="ResourceNames"/>) what agent they are for.</summary>
internal static class TemplateTopology
{
    private const string LoadQueue = "-load-queue";
    private const string RuleDeadLetterQueue = "-load-rule-dlq";

    /// <summary>The options with the Region, environment, bucket and domains of the templates, as far as these tell them.</summary>
    /// <exception cref="SandboxException">A template has what the sandbox does not know.</exception>
    public static SandboxOptions Of(TemplateFiles files, SandboxOptions options)
    {
        var region = files.Region ?? options.Region;
        var template = CloudFormationTemplate.Read(files, new TemplateContext(FauxqsProcess.Account, region, new Uri("http://127.0.0.1")));
        var names = template.Queues.Select(queue => queue.Name).ToList();
        var environment = EnvironmentOf(names, options.Environment);
        var domains = names.Where(name => name.StartsWith($"{environment}-", StringComparison.Ordinal) && name.EndsWith(LoadQueue, StringComparison.Ordinal))
            .Select(name => name[(environment.Length + 1)..^LoadQueue.Length]).ToList();
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

    /// <summary>Both environments and domains may have hyphens: the queue of the rules tells them apart. Without it domains are taken to have none.</summary>
    private static string EnvironmentOf(IReadOnlyCollection<string> queues, string wished)
    {
        var environments = queues.Where(name => name.EndsWith(RuleDeadLetterQueue, StringComparison.Ordinal)).Select(name => name[..^RuleDeadLetterQueue.Length])
            .Concat(queues.Where(name => name.EndsWith(LoadQueue, StringComparison.Ordinal)).Select(name => name[..^LoadQueue.Length]).Where(name => name.Contains('-'))
                .Select(name => name[..name.LastIndexOf('-')])).ToList();
        return environments.Contains(wished) || environments.Count == 0 ? wished : environments[0];
    }
}
