using System.Diagnostics;

namespace Sluice.Telemetry;

/// <summary>A step of a load that is measured and traced.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Operation">What ClickHouse is asked to do, where it is one statement about the object.</param>
internal sealed record LoadStep(string Name, string? Operation = null)
{
    public static readonly LoadStep Claim = new("claim");

    public static readonly LoadStep Footer = new("footer", "SELECT");

    public static readonly LoadStep Contract = new("contract", "DESCRIBE");

    public static readonly LoadStep Intend = new("intend");

    public static readonly LoadStep Insert = new("insert", "INSERT");

    public static readonly LoadStep Stage = new("stage", "INSERT");

    public static readonly LoadStep Publish = new("publish", "INSERT");

    public static readonly LoadStep Commit = new("commit");

    public ActivityKind Kind => Operation is null ? ActivityKind.Internal : ActivityKind.Client;
}
