using Sluice.Failures;
using Sluice.Ledger;
using Sluice.Loading;
using Sluice.Loading.ClickHouse;

namespace Sluice.Planning;

/// <summary>
/// Packs objects of the same columns into blocks. They share one only where the table has the provenance column: without it, a member that is overwritten while the
/// insert is unfinished would leave the others in doubt.
/// </summary>
internal static class BlockPlanner
{
    /// <param name="members">The objects, with their footers.</param>
    /// <param name="maxBlockBytes">Largest uncompressed size of a block.</param>
    /// <param name="hasProvenance">Whether each row will bear the identity of its object.</param>
    public static IEnumerable<Block> Plan(IEnumerable<Member> members, long maxBlockBytes, bool hasProvenance)
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

            if (gathered.Count > 0 && (!hasProvenance || bytes + size > maxBlockBytes || !CanJoin(gathered, member)))
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
