using Sluice.Infra.Configuration;
using Sluice.Infra.Tests;

[assembly: AssemblyFixture(typeof(SynthesizedPipelines))]

namespace Sluice.Infra.Tests;

/// <summary>Two environments of one account, synthesized once for all tests: it takes seconds.</summary>
public sealed class SynthesizedPipelines : IDisposable
{
    private const string ProdConfiguration = """
        {
          "environment": "prod", "account": "111122223333", "region": "ap-northeast-2", "bucket": "data-pipeline-curated-prod",
          "visibilityTimeout": "01:00:00", "maxReceiveCount": 5,
          "domains": { "market": { "prefix": "feeds/market/" }, "fx": {} },
          "infrastructure": { "agentReadsQueueDepth": false, "agentSendsDeadLetters": false }
        }
        """;

    private readonly JsiiSession _jsii = JsiiSession.Start();

    public SynthesizedPipelines()
    {
        Dev = Synthesize(Path.Combine(AppContext.BaseDirectory, "sluice.json"));
        using var prod = new TemporaryFile(ProdConfiguration);
        Prod = Synthesize(prod.Path);
    }

    /// <summary>The example configuration of the repository.</summary>
    public SynthesizedPipeline Dev { get; }

    /// <summary>Other values wherever there is a choice, and the agent's optional permissions off.</summary>
    public SynthesizedPipeline Prod { get; }

    public void Dispose() => _jsii.Dispose();

    private static SynthesizedPipeline Synthesize(string configurationFile)
    {
        var problems = new List<string>();
        var configuration = InfraConfiguration.Read(configurationFile, problems);
        problems.ShouldBeEmpty();

        // Under the session's temporary directory, and so removed with it
        var app = PipelineApp.Create(Directory.CreateTempSubdirectory().FullName);
        PipelineApp.AddStacks(app, configuration!);
        return new SynthesizedPipeline(configuration!, app.Synth().Directory);
    }
}
