using System.Text.RegularExpressions;

namespace Sluice.Topology;

/// <summary>The rules that a <see cref="TopologyOptions"/> must meet (R5, R12, R13).</summary>
internal static partial class TopologyRules
{
    public static List<ConfigurationError> Check(TopologyOptions options)
    {
        var errors = new List<ConfigurationError>();
        Require(errors, "environment", options.Environment, EnvironmentName(), "1–16 lower-case letters, digits or hyphens, such as dev");
        Require(errors, "account", options.Account, AccountId(), "the 12 digits of an AWS account");
        Require(errors, "region", options.Region, RegionName(), "an AWS Region such as ap-northeast-2, outside of China");
        Require(errors, "bucket", options.Bucket, BucketName(), "an S3 bucket name: 3–63 lower-case letters, digits, dots or hyphens");
        CheckTimes(options, errors);

        var domains = PipelineTopology.Named(options);
        foreach (var (name, domain) in domains)
        {
            CheckDomain(name, domain, errors);
        }

        CheckOverlaps(domains, errors);
        return errors;
    }

    private static void CheckTimes(TopologyOptions options, List<ConfigurationError> errors)
    {
        if (options.MessageTimeout < TimeSpan.FromSeconds(1))
        {
            errors.Add(new("messageTimeout", $"{options.MessageTimeout}", "at least 00:00:01"));
        }

        var least = options.MessageTimeout * PipelineLimits.VisibilityPerMessageTimeout;
        if (options.VisibilityTimeout < least || options.VisibilityTimeout > PipelineLimits.MaxVisibility)
        {
            errors.Add(new(
                "visibilityTimeout",
                $"{options.VisibilityTimeout}",
                $"at least {PipelineLimits.VisibilityPerMessageTimeout} × messageTimeout ({least}) and at most {PipelineLimits.MaxVisibility}"));
        }

        Range(errors, "maxReceiveCount", options.MaxReceiveCount, PipelineLimits.MinReceiveCount, 1000);
    }

    private static void CheckDomain(string name, DomainOptions options, List<ConfigurationError> errors)
    {
        var at = $"domains:{name}";
        if (!DomainName().IsMatch(name))
        {
            errors.Add(new(at, name, "a name of 1–32 lower-case letters, digits or hyphens that starts with a letter"));
        }

        var domain = PipelineTopology.ToDomain(name, options);
        if (!Prefix().IsMatch(domain.Prefix))
        {
            errors.Add(new($"{at}:prefix", domain.Prefix, "a key prefix that ends in / and has no * ? { } \" \\ or leading /"));
        }

        if (!Identifiers.IsSimple(domain.Database))
        {
            errors.Add(new($"{at}:database", domain.Database, Identifiers.Expected));
        }

        Range(errors, $"{at}:batchSizeMin", domain.BatchSizeMin, 1, PipelineLimits.MaxMessagesPerReceive);
        Range(errors, $"{at}:batchSizeMax", domain.BatchSizeMax, Math.Max(1, domain.BatchSizeMin), PipelineLimits.MaxMessagesPerReceive);
        Range(
            errors,
            $"{at}:maxNumberOfMessages",
            domain.MaxNumberOfMessages,
            PipelineLimits.MinMessagesPerReceive,
            PipelineLimits.MaxMessagesPerReceive);
        Range(errors, $"{at}:memoryMiB", options.MemoryMiB, 64, 1024 * 1024);
    }

    private static void CheckOverlaps(IReadOnlyDictionary<string, DomainOptions> domains, List<ConfigurationError> errors)
    {
        var prefixes = domains.Select(entry => (Name: entry.Key, PipelineTopology.ToDomain(entry.Key, entry.Value).Prefix)).ToList();
        foreach (var (name, prefix) in prefixes)
        {
            var other = prefixes.FirstOrDefault(o => o.Name != name && prefix.StartsWith(o.Prefix, StringComparison.Ordinal));
            if (other.Name is not null)
            {
                errors.Add(new($"domains:{name}:prefix", prefix, $"a prefix outside of {other.Prefix}, which domain {other.Name} has"));
            }
        }
    }

    private static void Require(List<ConfigurationError> errors, string key, string? value, Regex rule, string expected)
    {
        if (string.IsNullOrEmpty(value))
        {
            errors.Add(new(key, null, expected));
        }
        else if (!rule.IsMatch(value))
        {
            errors.Add(new(key, value, expected));
        }
    }

    private static void Range(List<ConfigurationError> errors, string key, int value, int least, int most)
    {
        if (value < least || value > most)
        {
            errors.Add(new(key, $"{value}", $"a whole number from {least} to {most}"));
        }
    }

    [GeneratedRegex(@"^[a-z0-9]([a-z0-9-]{0,14}[a-z0-9])?\z")]
    private static partial Regex EnvironmentName();

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex AccountId();

    [GeneratedRegex(@"^(?!cn-)[a-z]{2}(-[a-z]+)+-[0-9]+\z")]
    private static partial Regex RegionName();

    [GeneratedRegex(@"^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\z")]
    private static partial Regex BucketName();

    [GeneratedRegex(@"^[a-z]([a-z0-9-]{0,30}[a-z0-9])?\z")]
    private static partial Regex DomainName();

    [GeneratedRegex(@"^[^/*?{}""\\\p{C}][^*?{}""\\\p{C}]{0,254}(?<=/)\z")]
    private static partial Regex Prefix();
}
