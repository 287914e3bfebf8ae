using System.Xml.Linq;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Sluice.Sandbox.Emulator;
using Sluice.Topology;

namespace Sluice.Sandbox;

/// <summary>What a <see cref="LocalCloud"/> is started with. Everything listens on 127.0.0.1.</summary>
public sealed record SandboxOptions
{
    /// <summary>Port of the AWS endpoint; 0, the default, is any free one.</summary>
    public int Port { get; init; }

    /// <summary>Port of ClickHouse's HTTP interface; 0, the default, is any free one.</summary>
    public int ClickHouseHttpPort { get; init; }

    /// <summary>Port of ClickHouse's native TCP interface; 0, the default, is any free one.</summary>
    public int ClickHouseTcpPort { get; init; }

    /// <summary>
    /// Servers of ClickHouse, 1–4. Of several each is a shard of the cluster <see cref="LocalCloud.ClusterName"/>, which the agent's configuration names then. Default 1.
    /// </summary>
    public int ClickHouseServers { get; init; } = 1;

    /// <summary>Deployment environment. Default <c>dev</c>.</summary>
    public string Environment { get; init; } = "dev";

    /// <summary>AWS Region. Default <c>us-east-1</c>.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>Curated bucket. Default <c>data-pipeline-curated-dev</c>.</summary>
    public string Bucket { get; init; } = "data-pipeline-curated-dev";

    /// <summary>The domains by name. Default: <see cref="DefaultDomains"/>.</summary>
    public IReadOnlyDictionary<string, DomainOptions> Domains { get; init; } = DefaultDomains.Create();

    /// <summary>How long a received message stays hidden. Default 30 min; at least 6 × <see cref="MessageTimeout"/> (R12).</summary>
    public TimeSpan VisibilityTimeout { get; init; } = new TopologyOptions().VisibilityTimeout;

    /// <summary>Longest that loading one message may take. Default 5 min (R12).</summary>
    public TimeSpan MessageTimeout { get; init; } = new TopologyOptions().MessageTimeout;

    /// <summary>Deliveries before a message moves to its dead-letter queue. Default 3 (R9).</summary>
    public int MaxReceiveCount { get; init; } = new TopologyOptions().MaxReceiveCount;

    /// <summary>
    /// Grants of the agent's ClickHouse user besides reading and inserting in the domains' databases. Default: its ledger, and
    /// <c>system.parts</c>, by which it tells how far a deduplication window has moved, <c>system.metrics</c> and <c>system.server_settings</c>, by which it
    /// tells that ClickHouse is strained, and <c>system.query_log</c>, by which an object's story has its statements. The user is in a file, so nothing can be granted to it later.
    /// </summary>
    public IReadOnlyList<string> LoaderGrants { get; init; } =
    [
        "GRANT CREATE DATABASE, CREATE TABLE, DROP TABLE, SELECT, INSERT ON sluice.*",
        "GRANT TABLE ENGINE ON MergeTree",
        "GRANT TABLE ENGINE ON ReplacingMergeTree",
        "GRANT SELECT ON system.parts",
        "GRANT SELECT ON system.metrics",
        "GRANT SELECT ON system.server_settings",
        "GRANT SELECT ON system.query_log",
    ];

    /// <summary>ClickHouse settings that the agent's user has unless it says otherwise. Default: the server's.</summary>
    public IReadOnlyDictionary<string, string> LoaderProfile { get; init; } = new Dictionary<string, string>();

    /// <summary>What only the deployment has to know: above all the two permissions that the agent can work without (R14). Default: both given.</summary>
    public InfrastructureOptions Infrastructure { get; init; } = new();

    /// <summary>
    /// CloudFormation templates in JSON to start instead of those that the CDK app makes of these options: they are one cloud. What their names and ARNs say then
    /// replaces <see cref="Environment"/>, <see cref="Region"/>, <see cref="Bucket"/> and the names of <see cref="Domains"/>. Default: none.
    /// </summary>
    public IReadOnlyList<string> Templates { get; init; } = [];

    /// <summary>Whether <see cref="LocalCloud.Calls"/> keeps the calls of those who are held to policies. Default: no.</summary>
    public bool RecordCalls { get; init; }

    /// <summary>Access key that ClickHouse itself signs requests to S3 with where a statement names none. It may read what the agent may. Default: it has none.</summary>
    public string? ClickHouseAccessKeyId { get; init; }

    /// <summary>
    /// Elements of the ClickHouse servers' configuration, such as <c>zookeeper</c> or <c>part_log</c>, which go before the sandbox's own of the same name. Default: none.
    /// </summary>
    public IReadOnlyList<XElement> ClickHouseConfiguration { get; init; } = [];

    /// <summary>How much ClickHouse writes into its log. Default <c>information</c>.</summary>
    public string ClickHouseLogLevel { get; init; } = "information";

    /// <summary>Where the local EventBridge logs what it could not deliver. Default: nowhere.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    internal PipelineTopology Resolve()
    {
        var errors = new List<ConfigurationError>();
        var topology = PipelineTopology.Resolve(
            new TopologyOptions
            {
                Environment = Environment,
                Account = FauxqsProcess.Account,
                Region = Region,
                Bucket = Bucket,
                Domains = new(Domains),
                VisibilityTimeout = VisibilityTimeout,
                MessageTimeout = MessageTimeout,
                MaxReceiveCount = MaxReceiveCount,
                Infrastructure = Infrastructure,
            },
            errors);
        return topology ?? throw new SandboxException($"The sandbox's configuration is not valid: {string.Join("; ", errors)}.");
    }
}
