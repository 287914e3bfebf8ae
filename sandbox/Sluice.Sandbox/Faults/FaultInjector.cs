namespace Sluice.Sandbox.Faults;

/// <summary>Where a user of the sandbox says which requests go wrong.</summary>
public sealed class FaultInjector
{
    private volatile Func<SandboxRequest, IFault?>? _decide;

    /// <summary>
    /// Asked about each request, at once from many threads; null, also as an answer, forwards it. Default: nothing goes wrong.
    /// </summary>
    public Func<SandboxRequest, IFault?>? Decide
    {
        get => _decide;
        set => _decide = value;
    }
}
