using System.Text.Json.Nodes;
using Sluice.Infra.Configuration;
using Sluice.Infra.Tests;

[assembly: AssemblyFixture(typeof(SynthesizedPipelines))]

namespace Sluice.Infra.Tests;

/// <summary>The app with several configurations, each synthesized once for all tests that want it: it takes a second.</summary>
public sealed class SynthesizedPipelines : IDisposable
{
    public const string GivenKey = "arn:aws:kms:ap-northeast-2:111122223333:key/11111111-2222-3333-4444-555555555555";
    public const string BucketKey = "arn:aws:kms:ap-northeast-2:444455556666:key/66666666-7777-8888-9999-000000000000";

    private const string ProdConfiguration = """
        {
          "environment": "prod", "account": "111122223333", "region": "ap-northeast-2", "bucket": "data-pipeline-curated-prod",
          "visibilityTimeout": "01:00:00", "maxReceiveCount": 5,
          "domains": { "market": { "prefix": "feeds/market/" }, "fx": {} },
          "infrastructure": { "agentReadsQueueDepth": false, "agentSendsDeadLetters": false }
        }
        """;

    private const string ImportedConfiguration = $$"""
        {
          "environment": "stage", "account": "111122223333", "region": "ap-northeast-2", "bucket": "older-than-sluice",
          "infrastructure": {
            "importBucket": true, "bucketKmsKeyArn": "{{BucketKey}}", "encryption": "CustomerKey", "kmsKeyArn": "{{GivenKey}}",
            "agentSendsDeadLetters": false, "agentIdentity": "User", "terminationProtection": false
          }
        }
        """;

    private readonly JsiiSession _jsii = JsiiSession.Start();
    private readonly Lock _gate = new();
    private readonly Dictionary<string, SynthesizedPipeline> _known = [];

    /// <summary>The example configuration of the repository.</summary>
    public SynthesizedPipeline Dev => Of("dev", () => Example);

    /// <summary>Other values wherever there is a choice, and the agent's optional permissions off.</summary>
    public SynthesizedPipeline Prod => Of("prod", () => ProdConfiguration);

    /// <summary>The example with one domain more.</summary>
    public SynthesizedPipeline FifthDomain => Of("fifth", () =>
    {
        var configuration = Parse(Example);
        configuration["domains"]!["fx"] = new JsonObject();
        return configuration.ToJsonString();
    });

    /// <summary>A bucket and keys that are there already, a user, no protection.</summary>
    public SynthesizedPipeline Imported => Of("imported", () => ImportedConfiguration);

    /// <summary>A key of its own, a role per domain for certificates, addresses, tags.</summary>
    public SynthesizedPipeline Hardened(string environment) => Of($"hardened {environment}", () => HardenedConfiguration(environment));

    public IEnumerable<SynthesizedPipeline> All => [Dev, Prod, FifthDomain, Imported, Hardened("dev"), Hardened("prod")];

    private static string Example => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "sluice.json"));

    public void Dispose() => _jsii.Dispose();

    /// <summary>The configuration of <see cref="Hardened"/>.</summary>
    public static string HardenedConfiguration(string environment)
    {
        var configuration = Parse(Example);
        configuration["environment"] = environment;
        configuration["bucket"] = $"curated-{environment}";
        configuration["infrastructure"] = new JsonObject
        {
            ["encryption"] = "CustomerKey",
            ["policyPerDomain"] = true,
            ["agentIdentity"] = "RolesAnywhere",
            ["caCertificateFile"] = Certificates.CreateCa(),
            ["certificateCommonName"] = "sluice-{domain}.example.com",
            ["alarmEmailP0"] = "on-call@example.com",
            ["alarmEmailP1"] = "team@example.com",
            ["tags"] = new JsonObject { ["cost-center"] = "4711", ["project"] = "curated" },
        };
        return configuration.ToJsonString();
    }

    private static JsonNode Parse(string text) => JsonNode.Parse(text, documentOptions: new() { CommentHandling = System.Text.Json.JsonCommentHandling.Skip })!;

    // JSII is one process with one conversation
    private SynthesizedPipeline Of(string name, Func<string> configuration)
    {
        lock (_gate)
        {
            if (!_known.TryGetValue(name, out var pipeline))
            {
                _known.Add(name, pipeline = Synthesize(configuration()));
            }

            return pipeline;
        }
    }

    private static SynthesizedPipeline Synthesize(string text)
    {
        using var file = new TemporaryFile(text);
        var problems = new List<string>();
        var configuration = InfraConfiguration.Read(file.Path, problems);
        problems.ShouldBeEmpty();

        // Under the session's temporary directory, and so removed with it
        var app = PipelineApp.Create(Directory.CreateTempSubdirectory().FullName);
        PipelineApp.AddStacks(app, configuration!);
        return new SynthesizedPipeline(configuration!, app.Synth().Directory);
    }
}
