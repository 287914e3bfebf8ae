using Sluice.Failures;
using Sluice.Receiving;

namespace Sluice.Admitting;

/// <summary>What became of a delivery: admitted as a request, or refused with the reason.</summary>
internal abstract record Admission
{
    private Admission()
    {
    }

    /// <summary>The message asks for an object that can be loaded.</summary>
    public sealed record Admitted(LoadRequest Request) : Admission;

    /// <summary>The message is not one that the agent can act on.</summary>
    public sealed record Refused(Delivery Delivery, Failure Failure) : Admission;
}
