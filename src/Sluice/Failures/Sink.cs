namespace Sluice.Failures;

/// <summary>What is at fault when it is not the object: whatever needs it waits in hand, and no attempt is spent on it.</summary>
internal enum Sink
{
    /// <summary>ClickHouse, or the ledger in it.</summary>
    ClickHouse,

    /// <summary>S3, as ClickHouse reaches it.</summary>
    S3,

    /// <summary>The agent's AWS credentials.</summary>
    Credentials,

    /// <summary>The one table: others go on.</summary>
    Table,
}
