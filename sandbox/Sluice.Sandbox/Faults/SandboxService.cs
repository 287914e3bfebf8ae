namespace Sluice.Sandbox.Faults;

/// <summary>Whom a request is for.</summary>
public enum SandboxService
{
    /// <summary>S3, asked by whoever uploads and by ClickHouse.</summary>
    S3,

    /// <summary>SQS, asked by the agent.</summary>
    Sqs,

    /// <summary>ClickHouse's HTTP interface, through a <see cref="ClickHouseProxy"/>.</summary>
    ClickHouse,
}
