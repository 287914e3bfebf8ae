using System.Collections.Immutable;

namespace Sluice.Sandbox.Provisioning;

/// <summary>A queue of a template.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Attributes">Its attributes, as SQS names and writes them.</param>
/// <param name="Tags">Its tags.</param>
internal sealed record TemplateQueue(string Name, ImmutableDictionary<string, string> Attributes, ImmutableSortedDictionary<string, string> Tags)
{
    /// <summary>Whether another queue must be there first.</summary>
    public bool HasDeadLetterQueue => Attributes.ContainsKey("RedrivePolicy");
}
