using Microsoft.Extensions.Hosting;

namespace Sluice.Cli;

/// <summary>Stops the host in order when standard input ends, which it does when the parent process is gone.</summary>
internal sealed class StopAtEndOfInput(IHostApplicationLifetime lifetime) : BackgroundService
{
    /// <inheritdoc />
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var input = Console.OpenStandardInput();
        var buffer = new byte[256];

        // A read from a pipe takes no notice of the token.
        while (await input.ReadAsync(buffer, stoppingToken).AsTask().WaitAsync(stoppingToken) > 0)
        {
            // Only the end counts.
        }

        lifetime.StopApplication();
    }
}
