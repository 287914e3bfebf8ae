namespace Sluice.Topology;

/// <summary>With which keys data at rest is encrypted (specification, Data Protection; R15).</summary>
public enum EncryptionAtRest
{
    /// <summary>Keys that the services own: SSE-S3 and SSE-SQS.</summary>
    ServiceManaged,

    /// <summary>A customer managed KMS key: SSE-KMS.</summary>
    CustomerKey,
}
