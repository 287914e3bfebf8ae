namespace Sluice.Operating;

/// <summary>A stream that is in the order of its keys, read one key at a time.</summary>
internal sealed class KeyedStream<T>(IAsyncEnumerator<T> items, Func<T, string> keyOf) : IAsyncDisposable
{
    /// <summary>The key that comes next; null at the end.</summary>
    public string? Key { get; private set; }

    public async ValueTask StartAsync() => Key = await items.MoveNextAsync() ? keyOf(items.Current) : null;

    /// <summary>Everything of the key, when it is the one that comes next.</summary>
    public async ValueTask<IReadOnlyList<T>> TakeAsync(string key)
    {
        if (Key != key)
        {
            return [];
        }

        var taken = new List<T>(1);
        do
        {
            taken.Add(items.Current);
        }
        while (await AdvanceAsync() && Key == key);
        return taken;
    }

    public ValueTask DisposeAsync() => items.DisposeAsync();

    private async ValueTask<bool> AdvanceAsync()
    {
        var before = Key;
        await StartAsync();
        return Key is null || KeyOrder.Instance.Compare(before, Key) <= 0
            ? Key is not null
            : throw new InvalidDataException($"The keys do not come in the order of their UTF-8 bytes: \"{Key}\" after \"{before}\".");
    }
}
