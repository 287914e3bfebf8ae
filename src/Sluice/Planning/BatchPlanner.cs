using Sluice.Admitting;

namespace Sluice.Planning;

/// <summary>Groups requests into batches. One object is one batch: a failure then concerns exactly one message (R4).</summary>
internal static class BatchPlanner
{
    public static IEnumerable<LoadBatch> Plan(IEnumerable<LoadRequest> requests) => requests.Select(request => new LoadBatch([request]));
}
