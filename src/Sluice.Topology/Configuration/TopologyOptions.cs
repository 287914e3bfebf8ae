namespace Sluice.Topology;

/// <summary>
/// The part of <c>sluice.json</c> that the agent and the infrastructure read alike, as it is written there.
/// <see cref="PipelineTopology.Resolve"/> turns it into the validated <see cref="PipelineTopology"/>.
/// </summary>
public class TopologyOptions
{
    /// <summary>Deployment environment, the first part of every resource name: <c>dev</c>, <c>staging</c>, <c>prod</c>. Required.</summary>
    public string? Environment { get; set; }

    /// <summary>AWS account that owns the queues, 12 digits. Required.</summary>
    public string? Account { get; set; }

    /// <summary>AWS Region of bucket and queues, such as <c>ap-northeast-2</c>. Required.</summary>
    public string? Region { get; set; }

    /// <summary>Curated S3 bucket whose objects are loaded. Required.</summary>
    public string? Bucket { get; set; }

    /// <summary>The domains by name. Default: <see cref="DefaultDomains"/>, the four of the specification.</summary>
    public Dictionary<string, DomainOptions> Domains { get; set; } = [];

    /// <summary>
    /// How long a received message stays hidden from other receives. Default 30 min, at most 12 h, and at least
    /// 6 × <see cref="MessageTimeout"/> (R12).
    /// </summary>
    public TimeSpan VisibilityTimeout { get; set; } = TimeSpan.FromSeconds(1800);

    /// <summary>Longest that loading one message may take. Default 5 min (R12).</summary>
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromSeconds(300);

    /// <summary>Deliveries before SQS moves a message to its dead-letter queue, 1–1000. Default 3 (R4, R9).</summary>
    public int MaxReceiveCount { get; set; } = 3;

    /// <summary>What only the deployment has to know.</summary>
    public InfrastructureOptions Infrastructure { get; set; } = new();
}
