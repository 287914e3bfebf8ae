using Sluice.Admitting;
using Sluice.Topology;

namespace Sluice.Tests.Planning;

/// <summary>Requests as they wait for a worker.</summary>
internal static class Requests
{
    private static int _last;

    public static LoadRequest Of(Domain domain, string table = "t", long? bytes = 60_000, string? etag = "e")
    {
        var number = Interlocked.Increment(ref _last);
        var delivery = Some.Delivery("", domain.Name) with { ReceiptHandle = $"receipt-{number}" };
        return new LoadRequest(delivery, Some.Bucket, $"{domain.Prefix}{table}/{number}.parquet", domain, table, "", bytes, $"c-{number}", etag, null, null, null);
    }

    public static IReadOnlyList<LoadRequest> Many(Domain domain, int count, string table = "t", long? bytes = 60_000) =>
        [.. Enumerable.Range(0, count).Select(_ => Of(domain, table, bytes))];
}
