namespace Sluice.Configuration;

/// <summary>Where supervisors and Prometheus ask the agent: <c>/health/live</c>, <c>/health/ready</c> and <c>/metrics</c>. None of them tells a key or a secret.</summary>
public sealed class MonitoringOptions
{
    /// <summary>Whether they are served. Default true.</summary>
    public bool Enabled { get; set; } = true;

    /// <summary>
    /// Address that they listen on, such as <c>http://0.0.0.0:9464</c> for a Prometheus elsewhere; port 0 takes any that is free. Default <c>http://127.0.0.1:9464</c>: this machine alone
    /// (R1).
    /// </summary>
    public string Listen { get; set; } = "http://127.0.0.1:9464";
}
