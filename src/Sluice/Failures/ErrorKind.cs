namespace Sluice.Failures;

/// <summary>What went wrong, as far as it decides what to do next (R8, R9). <see cref="RetryTable"/> has the attempts and the code of each.</summary>
internal enum ErrorKind
{
    /// <summary>The message is not one that the agent can act on.</summary>
    Event,

    /// <summary>The object is not Parquet, or damaged.</summary>
    Format,

    /// <summary>The object's rows do not fit the table.</summary>
    Schema,

    /// <summary>No connection, or a time-out.</summary>
    Connection,

    /// <summary>A connection broke, or a service answered that it cannot answer.</summary>
    Network,

    /// <summary>ClickHouse cannot take the rows now.</summary>
    Database,

    /// <summary>The insert needs more memory than its budget.</summary>
    Memory,

    /// <summary>S3 or ClickHouse refused access.</summary>
    Permission,

    /// <summary>A service has too much to do: it is no fault of the object.</summary>
    Throttled,

    /// <summary>Anything else: retried, then dead-lettered, never dropped.</summary>
    Unknown,
}
