using System.CommandLine;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Sluice.Cli.Hosting;
using Sluice.Cli.Hosting.Logs;
using Sluice.Cli.Hosting.Systemd;
using Sluice.Configuration;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice run</c>: the agent, until SIGTERM or Ctrl-C.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        var config = OperatorCommand.ConfigOption();
        var json = new Option<bool>("--json") { Description = "Log one JSON object per line to stdout instead of text to stderr; to stderr as well where telemetry.emf is Stdout." };
        var untilStdinEnds = new Option<bool>("--until-stdin-ends") { Description = "Also stop when standard input ends: for a parent process that must not leave an agent behind." };
        var command = new Command(
            "run",
            """
            Run the agent until SIGTERM or Ctrl-C: receive what S3 announced, have ClickHouse load it, delete the message. The first signal lets loads in hand
            finish (pipeline.shutdownTimeout), a second one ends the agent at once; either way nothing is lost. SLUICE__… environment
            variables win over the file (SLUICE__CLICKHOUSE__ENDPOINT is clickHouse.endpoint); AWS credentials come from the AWS SDK's chain.

            It serves /health/live, /health/ready and /metrics at monitoring.listen and the console at console.listen, and says where in its first lines; an
            address that is taken is exit code 4. Lines are colored in a terminal unless NO_COLOR is set.
            """)
        {
            config,
            json,
            untilStdinEnds,
        };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetValue(config)!, parsed.GetValue(json), parsed.GetValue<bool>("--verbose"), parsed.GetValue(untilStdinEnds), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string configPath, bool json, bool verbose, bool untilStdinEnds, CancellationToken cancellationToken)
    {
        // Until a command has given its thread back the command line does not wait for it when it is told to stop, but ends the process.
        await Task.Yield();
        var settings = ConfigurationLoader.Load(configPath);
        using var impatience = SecondSignal.Watch();
        var host = AgentHost.Build(settings, builder =>
        {
            builder.Logging.AddAgentLog(settings.Telemetry, json, verbose);
            builder.Services.AddSluice(settings);
            builder.Services.AddSingleton<IHostLifetime, CommandLifetime>();
            builder.Services.AddSystemdReport(SystemdOptions.OfEnvironment());
            if (untilStdinEnds)
            {
                builder.Services.AddHostedService<StopAtEndOfInput>();
            }
        });
        var services = host.Services.GetServices<IHostedService>().OfType<BackgroundService>().ToList();
        await using var disposal = (IAsyncDisposable)host;

        // Whoever is told to stop while it starts stops in order all the same: it may have received by then.
        await host.StartAsync(CancellationToken.None);
        await host.WaitForShutdownAsync(cancellationToken);

        // The host takes a failed service for a reason to stop, not for a failure of its own.
        return services.Exists(service => service.ExecuteTask is { IsFaulted: true }) ? ExitCodes.Failure : ExitCodes.Success;
    }
}
