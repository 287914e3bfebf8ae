using Sluice.Admitting;
using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>Objects of one table that are attempted together, at least one: those that may share an INSERT do.</summary>
/// <param name="Requests">What asks for them.</param>
internal sealed record LoadBatch(IReadOnlyList<LoadRequest> Requests)
{
    public Domain Domain => Requests[0].Domain;

    public string TableName => Requests[0].TableName;
}
