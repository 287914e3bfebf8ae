using Sluice.Admitting;
using Sluice.Topology;

namespace Sluice.Planning;

/// <summary>The objects of one INSERT: at least one, all of the same table.</summary>
/// <param name="Requests">The members.</param>
internal sealed record LoadBatch(IReadOnlyList<LoadRequest> Requests)
{
    public Domain Domain => Requests[0].Domain;

    public string TableName => Requests[0].TableName;
}
