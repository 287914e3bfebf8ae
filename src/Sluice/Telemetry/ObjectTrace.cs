using System.Diagnostics;

namespace Sluice.Telemetry;

/// <summary>The spans of one delivery of one object: the one that all others are under, and that of the load that is under way.</summary>
/// <param name="root">From receive to end.</param>
internal sealed class ObjectTrace(Activity root)
{
    public Activity Root { get; } = root;

    public Activity? Load { get; set; }
}
