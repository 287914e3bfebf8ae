namespace Sluice.Telemetry;

/// <summary>A metric.</summary>
/// <param name="Name">Its OpenTelemetry name.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Unit">Its unit, in UCUM; a word in braces says what is counted.</param>
/// <param name="Attributes">Attributes of each of its values; <c>?</c> marks those that not every value has.</param>
/// <param name="Meaning">What it tells.</param>
/// <param name="Requirement">The requirement that it meets.</param>
internal sealed record MetricDefinition(string Name, MetricKind Kind, string Unit, IReadOnlyList<string> Attributes, string Meaning, string Requirement)
{
    /// <summary>Upper bounds of a histogram's buckets.</summary>
    public IReadOnlyList<double>? Boundaries { get; init; }
}
