using Sluice.Receiving;
using Sluice.Settling;
using Sluice.Telemetry;
using Sluice.Topology;

namespace Sluice.Admitting;

/// <summary>What a message asks for: load this object into this table (R7).</summary>
/// <param name="Delivery">The delivery that asks.</param>
/// <param name="Bucket">Bucket of the object.</param>
/// <param name="Key">Key of the object, decoded.</param>
/// <param name="Domain">Domain that the key belongs to.</param>
/// <param name="TableName">Table in the domain's database, a checked identifier.</param>
/// <param name="Partition">Path between table and file, such as <c>ds=2025-09-10</c>.</param>
/// <param name="FileSize">Size of the object in bytes, when the message says.</param>
/// <param name="CorrelationId">Id that follows the object through every log line.</param>
/// <param name="ETag">Entity tag without quotes, when the message says.</param>
/// <param name="VersionId">Version of the object, when the bucket keeps versions.</param>
/// <param name="Sequencer">Orders the events of one key, when the message says.</param>
/// <param name="EventTime">When the object was created, when the message says.</param>
internal sealed record LoadRequest(
    Delivery Delivery,
    string Bucket,
    string Key,
    Domain Domain,
    string TableName,
    string Partition,
    long? FileSize,
    string CorrelationId,
    string? ETag,
    string? VersionId,
    string? Sequencer,
    DateTimeOffset? EventTime)
{
    /// <summary>Joins the outcomes of all that the message asks for; null when that is this object alone.</summary>
    public DeliveryOutcome? Shared { get; init; }

    /// <summary>Its spans, while anybody listens.</summary>
    public ObjectTrace? Trace { get; init; }
}
