namespace Sluice.Configuration;

/// <summary>Where the agent sends metrics, traces and logs by itself. Default: nowhere.</summary>
public sealed class TelemetryOptions
{
    /// <summary>OpenTelemetry collector that metrics, traces and logs are sent to, such as <c>http://127.0.0.1:4317</c>. Default: none.</summary>
    public string? OtlpEndpoint { get; set; }

    /// <summary>How <see cref="OtlpEndpoint"/> is spoken to. Default <see cref="Configuration.OtlpProtocol.Grpc"/>.</summary>
    public OtlpProtocol OtlpProtocol { get; set; }

    /// <summary>Where CloudWatch's metrics go, in its embedded metric format. Default <see cref="EmfOutput.Off"/> (R10).</summary>
    public EmfOutput Emf { get; set; }

    /// <summary>The CloudWatch agent's port, with <see cref="EmfOutput.CloudWatchAgent"/>. Default <c>tcp://127.0.0.1:25888</c>, its own default.</summary>
    public string EmfEndpoint { get; set; } = "tcp://127.0.0.1:25888";
}
