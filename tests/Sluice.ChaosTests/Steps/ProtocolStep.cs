namespace Sluice.ChaosTests.Steps;

/// <summary>A step of the protocol, as it is seen from outside.</summary>
internal enum ProtocolStep
{
    /// <summary>No step: a random moment.</summary>
    Any,

    /// <summary>SQS ReceiveMessage.</summary>
    Receive,

    /// <summary>The attempt claims its objects.</summary>
    Claim,

    /// <summary>The ledger is asked.</summary>
    Ask,

    /// <summary>Footers are read.</summary>
    Footer,

    /// <summary>ClickHouse asks S3 for an object.</summary>
    Read,

    /// <summary>The ledger takes intents.</summary>
    Intend,

    /// <summary>Objects go into their table as one block.</summary>
    Insert,

    /// <summary>A large object goes into its staging table.</summary>
    Stage,

    /// <summary>A block goes from a staging table into the table.</summary>
    Publish,

    /// <summary>The ledger takes "loaded".</summary>
    Commit,

    /// <summary>A staging table is dropped.</summary>
    Tidy,

    /// <summary>SQS DeleteMessage.</summary>
    Delete,
}
