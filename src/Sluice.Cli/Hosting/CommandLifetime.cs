using Microsoft.Extensions.Hosting;

namespace Sluice.Cli.Hosting;

/// <summary>Leaves SIGTERM and Ctrl-C to the command line, which tells the running command. The host's own way would break off a start that is under way, and what had begun would not be stopped in order.</summary>
internal sealed class CommandLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
