using Sluice.Infra;
using Sluice.Infra.Configuration;

using var jsii = JsiiSession.Start();
var app = PipelineApp.Create();
var problems = new List<string>();
var configuration = InfraConfiguration.Read(PipelineApp.ConfigurationPath(app), problems);
if (configuration is null)
{
    problems.ForEach(Console.Error.WriteLine);
    return 1;
}

PipelineApp.AddStacks(app, configuration);
app.Synth();
return 0;
