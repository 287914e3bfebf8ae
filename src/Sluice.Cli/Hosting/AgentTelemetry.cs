using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using Sluice.Configuration;
using Sluice.Telemetry;

namespace Sluice.Cli.Hosting;

/// <summary>Where the agent's metrics, traces and logs go: Prometheus scrapes them, and a collector is sent them (OTLP).</summary>
internal static class AgentTelemetry
{
    // The runtime's own meter: memory, garbage collection, thread pool.
    private const string RuntimeMeter = "System.Runtime";

    public static void AddAgentTelemetry(this IHostApplicationBuilder builder, SluiceSettings settings)
    {
        if (settings.Monitoring.Listen is null && settings.Telemetry.Otlp is null)
        {
            return;
        }

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => resource
                .AddService("sluice", serviceVersion: AgentVersion.Text, serviceInstanceId: AgentIdentity.OfThisProcess().Name)
                .AddAttributes([new("deployment.environment.name", settings.Topology.Environment)]))
            .WithMetrics(metrics =>
            {
                metrics.AddMeter(SluiceDiagnostics.MeterName, RuntimeMeter);
                if (settings.Monitoring.Listen is not null)
                {
                    metrics.AddPrometheusExporter();
                }
            });

        // Traces and logs have nowhere else to go: without a collector nobody makes them.
        if (settings.Telemetry.Otlp is { } collector)
        {
            var protocol = settings.Telemetry.OtlpProtocol == OtlpProtocol.Grpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf;
            telemetry
                .WithTracing(traces => traces.AddSource(SluiceDiagnostics.ActivitySourceName))
                .WithLogging(configureBuilder: null, logs => logs.IncludeFormattedMessage = true)
                .UseOtlpExporter(protocol, collector);
        }
    }
}
