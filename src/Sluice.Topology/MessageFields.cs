namespace Sluice.Topology;

/// <summary>
/// Names of the fields of a queue message (specification, Message Transformation; R7). The rule's input transformer writes them
/// and the agent reads them.
/// </summary>
public static class MessageFields
{
    /// <summary>Bucket of the object.</summary>
    public const string Bucket = "bucket";

    /// <summary>Key of the object, verbatim.</summary>
    public const string Key = "key";

    /// <summary>Name of the domain, a constant of the rule.</summary>
    public const string Domain = "domain";

    /// <summary>Table, when the sender knows it; it must agree with the key.</summary>
    public const string TableName = "table_name";

    /// <summary>Partition, when the sender knows it; it must agree with the key.</summary>
    public const string Partition = "partition";

    /// <summary>Size of the object in bytes; may be absent or an empty string.</summary>
    public const string FileSize = "file_size";

    /// <summary>The event's id, a UUID, which follows the object through every log and ledger line.</summary>
    public const string CorrelationId = "correlation_id";

    /// <summary>The object's entity tag, without quotes; may be absent or an empty string.</summary>
    public const string ETag = "etag";

    /// <summary>Version of the object; absent or empty when the bucket keeps none.</summary>
    public const string VersionId = "version_id";

    /// <summary>Orders the events of one key (hexadecimal, compared after left-padding with zeros).</summary>
    public const string Sequencer = "sequencer";

    /// <summary>When the event happened, ISO 8601 in UTC.</summary>
    public const string EventTime = "event_time";
}
