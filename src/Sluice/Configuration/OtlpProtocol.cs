namespace Sluice.Configuration;

/// <summary>Protocol of an OpenTelemetry collector (https://opentelemetry.io/docs/specs/otlp/).</summary>
public enum OtlpProtocol
{
    /// <summary>gRPC; by custom on port 4317.</summary>
    Grpc,

    /// <summary>HTTP with binary Protobuf; by custom on port 4318.</summary>
    HttpProtobuf,
}
