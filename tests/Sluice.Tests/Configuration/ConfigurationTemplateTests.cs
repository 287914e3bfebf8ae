using System.Collections;
using System.Reflection;
using System.Text.Json;
using Sluice.Configuration;

namespace Sluice.Tests.Configuration;

[Trait("Category", "Unit")]
public sealed class ConfigurationTemplateTests
{
    private static readonly string[] _secrets = ["password", "token", "clientSecret"];

    [Fact]
    public void What_init_writes_is_accepted_and_equals_the_defaults()
    {
        var path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, ConfigurationTemplate.Text);
            var settings = ConfigurationLoader.Load(path, _ => { });

            settings.Topology.Domains.ShouldBe(Some.Topology().Domains);
            settings.Pipeline.ShouldBeEquivalentTo(new PipelineOptions());
            settings.Monitoring.ShouldBe(new MonitoringSettings(new Uri(new MonitoringOptions().Listen)));
            settings.Telemetry.ShouldBe(new TelemetrySettings(null, OtlpProtocol.Grpc, EmfOutput.Off, new Uri(new TelemetryOptions().EmfEndpoint)));
            settings.Console.ShouldBe(new ConsoleSettings(new Uri(new ConsoleOptions().Listen), null, null, null, null, null));
            (settings.Topology.VisibilityTimeout, settings.Topology.MaxReceiveCount).ShouldBe((TimeSpan.FromMinutes(30), 3));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Every_setting_is_in_the_template_or_named_in_its_comments() =>
        Settings(typeof(SluiceOptions)).Where(name => !_secrets.Contains(name)).ShouldAllBe(name => ConfigurationTemplate.Text.Contains($"\"{name}\""));

    [Fact]
    public void The_schema_has_exactly_the_settings_that_are_read()
    {
        using var schema = JsonDocument.Parse(ConfigurationTemplate.Schema);

        Properties(schema.RootElement).Where(name => name is not "$schema").Order()
            .ShouldBe(Settings(typeof(SluiceOptions)).Where(name => !_secrets.Contains(name)).Order());
    }

    private static IEnumerable<string> Settings(Type type) => type.GetProperties(BindingFlags.Instance | BindingFlags.Public).SelectMany(property =>
    {
        var inner = typeof(IDictionary).IsAssignableFrom(property.PropertyType) ? property.PropertyType.GetGenericArguments()[1] : property.PropertyType;
        var own = char.ToLowerInvariant(property.Name[0]) + property.Name[1..];
        return inner.Namespace is "Sluice.Configuration" or "Sluice.Topology" && !inner.IsEnum ? Settings(inner).Prepend(own) : [own];
    });

    private static IEnumerable<string> Properties(JsonElement schema)
    {
        if (schema.TryGetProperty("additionalProperties", out var entries) && entries.ValueKind == JsonValueKind.Object)
        {
            return Properties(entries);
        }

        return schema.TryGetProperty("properties", out var properties)
            ? properties.EnumerateObject().SelectMany(property => Properties(property.Value).Prepend(property.Name))
            : [];
    }
}
