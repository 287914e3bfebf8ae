using ClickHouse.Driver;
using Sluice.Ledger;
using Sluice.Loading.ClickHouse;
using Sluice.Loading.Contract;

namespace Sluice.Loading;

/// <summary>
/// Tells of objects with as many rows which of them cannot have the same ones: the least or the greatest value of a column of whole numbers is another, as their footers say. Objects of
/// one size are common; to read all of each would take long.
/// </summary>
internal sealed class TwinFilter(FooterReader footers)
{
    /// <summary>Those that may have the same rows.</summary>
    public async Task<IReadOnlyList<LedgerTwin>> RemainingAsync(Member member, IReadOnlyList<LedgerTwin> suspects, CancellationToken cancellationToken)
    {
        if (await RangesAsync(member.Key, member.ETag, cancellationToken) is not { } own)
        {
            return suspects;
        }

        var remaining = new List<LedgerTwin>();
        foreach (var suspect in suspects)
        {
            if (await RangesAsync(suspect.Key, suspect.ETag, cancellationToken) is not { } other || !IsOther(own, other))
            {
                remaining.Add(suspect);
            }
        }

        return remaining;
    }

    private static bool IsOther(IReadOnlyDictionary<string, ValueRange> own, IReadOnlyDictionary<string, ValueRange> other) =>
        own.Any(column => other.TryGetValue(column.Key, out var range) && range != column.Value);

    /// <summary>Null when the object is not there any more as it was.</summary>
    private async Task<IReadOnlyDictionary<string, ValueRange>?> RangesAsync(string key, string etag, CancellationToken cancellationToken)
    {
        try
        {
            var columns = await footers.ReadColumnsAsync(key, cancellationToken);
            var known = await footers.ReadStatisticsAsync(key, columns, cancellationToken);

            // Last, so that what was read before is of that content.
            return (await footers.ReadAsync([key], cancellationToken))[key].ETag == etag
                ? known.Where(column => column.Range is not null).ToDictionary(column => column.Name, column => column.Range!)
                : null;
        }
        catch (Exception e) when (e is ClickHouseServerException or InvalidDataException)
        {
            return null;
        }
    }
}
