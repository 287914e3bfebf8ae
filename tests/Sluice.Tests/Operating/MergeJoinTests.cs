using System.Text;
using CsCheck;
using Sluice.Operating;

namespace Sluice.Tests.Operating;

[Trait("Category", "Unit")]
public sealed class MergeJoinTests
{
    // Few characters, so that keys collide and share beginnings; among them what UTF-8 and UTF-16 order differently.
    private static readonly string[] _characters = ["a", "b", "/", "é", "한", "\uE000", "\uFFFD", "\U0001F600", "\U0010FFFF"];

    private static readonly Gen<string> _key = Gen.Int[0, _characters.Length - 1].Select(n => _characters[n]).Array[0, 4].Select(string.Concat);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public void Keys_are_ordered_as_their_UTF_8_bytes_are() =>
        Gen.Select(_key, _key).Sample((one, other) =>
            Math.Sign(KeyOrder.Instance.Compare(one, other)) == Math.Sign(Bytes(one).AsSpan().SequenceCompareTo(Bytes(other))));

    [Fact]
    public void That_is_another_order_than_that_of_NET()
    {
        KeyOrder.Instance.Compare("\uFFFD", "\U0001F600").ShouldBeNegative();
        string.CompareOrdinal("\uFFFD", "\U0001F600").ShouldBePositive();
    }

    [Fact]
    public async Task It_has_every_key_once_with_what_both_sides_have_of_it() =>
        await Gen.Select(_key.List[0, 20], _key.List[0, 20]).SampleAsync(async (lefts, rights) =>
        {
            var joined = await Join(Ordered(lefts), Ordered(rights)).ToListAsync(Stop);

            joined.Select(group => group.Key).ShouldBe(Ordered(lefts.Union(rights)));
            joined.ShouldAllBe(group => group.Left.SequenceEqual(lefts.Where(key => key == group.Key)));
            joined.ShouldAllBe(group => group.Right.SequenceEqual(rights.Where(key => key == group.Key)));
        });

    [Fact]
    public async Task A_stream_that_is_out_of_order_is_refused() =>
        await Should.ThrowAsync<InvalidDataException>(async () => await Join(["b", "a"], []).CountAsync(Stop));

    [Fact]
    public async Task It_reads_no_further_ahead_than_one_key()
    {
        await using var join = Join(UpToThree(), UpToThree()).GetAsyncEnumerator(Stop);

        await join.MoveNextAsync();
        await join.MoveNextAsync();

        join.Current.Key.ShouldBe("k1");
    }

    private static IAsyncEnumerable<KeyGroup<string, string>> Join(IEnumerable<string> lefts, IEnumerable<string> rights) =>
        MergeJoin.ByKeyAsync(lefts.ToAsyncEnumerable(), key => key, rights.ToAsyncEnumerable(), key => key, Stop);

    private static IEnumerable<string> UpToThree()
    {
        for (var n = 0; ; n++)
        {
            yield return n < 3 ? $"k{n}" : throw new InvalidOperationException("It reads too far ahead.");
        }
    }

    private static List<string> Ordered(IEnumerable<string> keys) =>
        [.. keys.OrderBy(Bytes, Comparer<byte[]>.Create((one, other) => one.AsSpan().SequenceCompareTo(other)))];

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);
}
