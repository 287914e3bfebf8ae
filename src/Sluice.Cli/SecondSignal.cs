using System.Runtime.InteropServices;

namespace Sluice.Cli;

/// <summary>Whoever sends a second SIGTERM or Ctrl-C wants the process gone now. Nothing is lost by it: what was in hand comes back after its visibility timeout.</summary>
internal sealed class SecondSignal : IDisposable
{
    private readonly PosixSignalRegistration[] _registrations;
    private int _signals;

    private SecondSignal() => _registrations =
        [PosixSignalRegistration.Create(PosixSignal.SIGTERM, Count), PosixSignalRegistration.Create(PosixSignal.SIGINT, Count)];

    /// <summary>Counts signals until it is disposed. The first is left to others.</summary>
    public static SecondSignal Watch() => new();

    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    private void Count(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref _signals) > 1)
        {
            Console.Error.WriteLine("Ended at once. Messages in hand come back after their visibility timeout.");
            Environment.Exit(ExitCodes.Cancelled);
        }
    }
}
