namespace Sluice.Topology;

/// <summary>
/// Names of the ingest stack's outputs that <c>sluice init --from-outputs</c> reads: each has the value of the setting of the same name.
/// </summary>
public static class OutputNames
{
    /// <summary>Last part of the ingest stack's name.</summary>
    public const string StackPart = "ingest";

    /// <summary>How the name of the ingest stack ends.</summary>
    public const string StackSuffix = $"-sluice-{StackPart}";

    /// <summary>Deployment environment.</summary>
    public const string Environment = "Environment";

    /// <summary>AWS account, 12 digits.</summary>
    public const string Account = "Account";

    /// <summary>AWS Region.</summary>
    public const string Region = "Region";

    /// <summary>Curated bucket.</summary>
    public const string Bucket = "Bucket";

    /// <summary>Visibility timeout, <c>hh:mm:ss</c>.</summary>
    public const string VisibilityTimeout = "VisibilityTimeout";

    /// <summary>Message timeout, <c>hh:mm:ss</c>.</summary>
    public const string MessageTimeout = "MessageTimeout";

    /// <summary>Deliveries before a message moves to its dead-letter queue.</summary>
    public const string MaxReceiveCount = "MaxReceiveCount";

    /// <summary>
    /// First part of an output's name that ends in a number, one per domain. Its value is a JSON object: the domain's settings and, as
    /// <see cref="DomainName"/>, its name, which the name of an output cannot carry.
    /// </summary>
    public const string Domain = "Domain";

    /// <summary>Member of a domain's output with the domain's name.</summary>
    public const string DomainName = "name";
}
