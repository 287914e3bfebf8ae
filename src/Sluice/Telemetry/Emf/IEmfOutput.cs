namespace Sluice.Telemetry.Emf;

/// <summary>Where lines go.</summary>
internal interface IEmfOutput
{
    /// <summary>Takes a line. It does not wait for whoever reads it.</summary>
    void Write(string line);

    /// <summary>Passes lines on until there will be no more (<see cref="Complete"/>) or it is told to give up.</summary>
    Task RunAsync(CancellationToken giveUp);

    /// <summary>There will be no more.</summary>
    void Complete();
}
