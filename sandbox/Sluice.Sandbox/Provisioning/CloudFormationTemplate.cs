using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Sluice.Sandbox.EventBridge;

namespace Sluice.Sandbox.Provisioning;

/// <summary>What synthesized templates deploy, as far as it carries objects: buckets, queues and rules.</summary>
/// <param name="Buckets">The buckets.</param>
/// <param name="Queues">The queues, dead-letter queues first.</param>
/// <param name="Rules">The enabled rules.</param>
internal sealed record CloudFormationTemplate(
    ImmutableArray<TemplateBucket> Buckets, ImmutableArray<TemplateQueue> Queues, ImmutableArray<EventRule> Rules)
{
    private const string Suffix = ".template.json";

    /// <summary>Reads every template of a directory.</summary>
    /// <exception cref="SandboxException">There is none, or one has what the sandbox does not know.</exception>
    public static async Task<CloudFormationTemplate> ReadAsync(
        string directory, TemplateContext context, CancellationToken cancellationToken)
    {
        var files = Directory.GetFiles(directory, $"*{Suffix}").Order(StringComparer.Ordinal).ToArray();
        if (files.Length == 0)
        {
            throw new SandboxException($"The CDK app wrote no template into {directory}.");
        }

        var stacks = new List<TemplateReader>();
        foreach (var file in files)
        {
            var json = JsonNode.Parse(await File.ReadAllTextAsync(file, cancellationToken))!;
            stacks.Add(new TemplateReader(json, Path.GetFileName(file)[..^Suffix.Length], context));
        }

        return Combine(stacks);
    }

    /// <summary>Reads one template.</summary>
    public static CloudFormationTemplate Parse(string json, string stack, TemplateContext context) =>
        Combine([new TemplateReader(JsonNode.Parse(json)!, stack, context)]);

    private static CloudFormationTemplate Combine(IReadOnlyCollection<TemplateReader> stacks) => new(
        [.. stacks.SelectMany(stack => stack.Buckets())],
        [.. stacks.SelectMany(stack => stack.Queues()).OrderBy(queue => queue.HasDeadLetterQueue)],
        [.. stacks.SelectMany(stack => stack.Rules())]);
}
