using Sluice.Topology;

namespace Sluice.Configuration;

/// <summary>The whole of <c>sluice.json</c>: what agent and infrastructure share (<see cref="TopologyOptions"/>) and what the agent adds.</summary>
public sealed class SluiceOptions : TopologyOptions
{
    /// <summary>How the agent reaches AWS.</summary>
    public AwsOptions Aws { get; set; } = new();

    /// <summary>The ClickHouse server that loads.</summary>
    public ClickHouseOptions ClickHouse { get; set; } = new();

    /// <summary>The ClickHouse cluster whose <c>Distributed</c> tables are loaded into.</summary>
    public ClusterOptions Cluster { get; set; } = new();

    /// <summary>How much the agent does at once and how long it waits.</summary>
    public PipelineOptions Pipeline { get; set; } = new();

    /// <summary>How objects are put into tables.</summary>
    public LoadingOptions Loading { get; set; } = new();

    /// <summary>Where the agent keeps what it has loaded.</summary>
    public LedgerOptions Ledger { get; set; } = new();

    /// <summary>Where supervisors and Prometheus ask.</summary>
    public MonitoringOptions Monitoring { get; set; } = new();

    /// <summary>Where metrics, traces and logs are sent.</summary>
    public TelemetryOptions Telemetry { get; set; } = new();

    /// <summary>The operator's web page.</summary>
    public ConsoleOptions Console { get; set; } = new();
}
