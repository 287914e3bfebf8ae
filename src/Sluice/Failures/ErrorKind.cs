namespace Sluice.Failures;

/// <summary>What went wrong, as far as it decides what to do next (R8, R9).</summary>
internal enum ErrorKind
{
    /// <summary>The message is not one that the agent can act on (E001).</summary>
    Event,

    /// <summary>The object is not Parquet, or damaged (E002).</summary>
    Format,

    /// <summary>The object's rows do not fit the table (E003).</summary>
    Schema,

    /// <summary>No connection, or a time-out (E004).</summary>
    Connection,

    /// <summary>ClickHouse answered that it cannot take the rows now (E005).</summary>
    Database,

    /// <summary>The insert needs more memory than its budget (E006).</summary>
    Memory,

    /// <summary>S3 or ClickHouse refused access.</summary>
    Permission,

    /// <summary>Anything else: retried, then dead-lettered, never dropped.</summary>
    Unknown,
}
