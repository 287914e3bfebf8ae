using Sluice.Admitting;

namespace Sluice.Planning;

/// <summary>
/// Groups the requests of a receive: objects of one table go together, as many as the domain's batch size allows (R5). One whose message names no
/// entity tag goes alone, since it must be read to be known.
/// </summary>
internal static class BatchPlanner
{
    public static IEnumerable<LoadBatch> Plan(IEnumerable<LoadRequest> requests) => requests
        .GroupBy(request => (request.Domain, request.TableName, IsKnown: request.ETag is not null))
        .SelectMany(table => table.Chunk(table.Key.IsKnown ? table.Key.Domain.BatchSizeMax : 1))
        .Select(members => new LoadBatch(members));
}
