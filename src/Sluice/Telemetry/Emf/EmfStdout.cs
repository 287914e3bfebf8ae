namespace Sluice.Telemetry.Emf;

/// <summary>Writes lines among those of nobody else: logs go to stderr then.</summary>
/// <param name="stdout">Standard output.</param>
internal sealed class EmfStdout(TextWriter stdout) : IEmfOutput
{
    /// <inheritdoc />
    public void Write(string line)
    {
        stdout.WriteLine(line);
        stdout.Flush();
    }

    /// <inheritdoc />
    public Task RunAsync(CancellationToken giveUp) => Task.CompletedTask;

    /// <inheritdoc />
    public void Complete()
    {
    }
}
