namespace Sluice.Sandbox.Faults;

/// <summary>What is done to one request instead of simply forwarding it.</summary>
public interface IFault
{
    /// <summary>Handles the request to its end: forwards and answers it, or not.</summary>
    /// <param name="call">The request on its way.</param>
    Task InjectAsync(FaultyCall call);
}
