using System.Runtime.CompilerServices;

namespace Sluice.Operating;

/// <summary>Joins two streams that are in the order of <see cref="KeyOrder"/>, holding no more than one key's items of each.</summary>
internal static class MergeJoin
{
    /// <summary>Every key that either stream has, in order, with what both have of it.</summary>
    /// <exception cref="InvalidDataException">A stream is not in order, so that a key could be taken for one that the other lacks.</exception>
    public static async IAsyncEnumerable<KeyGroup<TLeft, TRight>> ByKeyAsync<TLeft, TRight>(
        IAsyncEnumerable<TLeft> left,
        Func<TLeft, string> leftKey,
        IAsyncEnumerable<TRight> right,
        Func<TRight, string> rightKey,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        await using var lefts = new KeyedStream<TLeft>(left.GetAsyncEnumerator(cancellationToken), leftKey);
        await using var rights = new KeyedStream<TRight>(right.GetAsyncEnumerator(cancellationToken), rightKey);
        await lefts.StartAsync();
        await rights.StartAsync();
        while (Smaller(lefts.Key, rights.Key) is { } key)
        {
            yield return new(key, await lefts.TakeAsync(key), await rights.TakeAsync(key));
        }
    }

    private static string? Smaller(string? left, string? right) =>
        left is null || (right is not null && KeyOrder.Instance.Compare(right, left) < 0) ? right : left;
}
