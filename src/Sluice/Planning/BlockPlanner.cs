using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;

namespace Sluice.Planning;

/// <summary>
/// Packs objects of the same columns into blocks. They share one only where the rows of each can be told apart afterwards: else a member that fails, or is overwritten
/// while the insert is unfinished, would take the others with it.
/// </summary>
internal static class BlockPlanner
{
    /// <param name="members">The objects, with their footers.</param>
    /// <param name="maxBlockBytes">Largest uncompressed size of a block.</param>
    /// <param name="canShare">Whether the rows of each object can be told from others'.</param>
    public static IEnumerable<Block> Plan(IEnumerable<Member> members, long maxBlockBytes, bool canShare)
    {
        var (gathered, bytes) = (new List<Member>(), 0L);
        foreach (var member in members)
        {
            var size = member.Footer!.UncompressedBytes;
            if (size > maxBlockBytes || RanOutOfMemory(member))
            {
                yield return new Block([member], IsStaged: true);
                continue;
            }

            if (gathered.Count > 0 && (!canShare || bytes + size > maxBlockBytes || !CanJoin(gathered, member)))
            {
                yield return new Block(gathered, IsStaged: false);
                (gathered, bytes) = ([], 0);
            }

            gathered.Add(member);
            bytes += size;
        }

        if (gathered.Count > 0)
        {
            yield return new Block(gathered, IsStaged: false);
        }
    }

    private static bool CanJoin(List<Member> gathered, Member member) =>
        ObjectUrl.CanShare(member.Key) && ObjectUrl.CanShare(gathered[0].Key) && gathered.TrueForAll(other => other.Key != member.Key);

    /// <summary>As one block it was too much before (R9: the memory retry is the staged way).</summary>
    private static bool RanOutOfMemory(Member member) =>
        member.Known is { State: LoadState.Failed or LoadState.DeadLettered } known && known.ErrorCode == nameof(ErrorCode.E006);
}
