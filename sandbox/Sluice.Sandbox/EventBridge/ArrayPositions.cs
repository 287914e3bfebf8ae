using System.Collections.Immutable;

namespace Sluice.Sandbox.EventBridge;

/// <summary>Which element of which array of the event something lies in.</summary>
internal sealed class ArrayPositions
{
    public static readonly ArrayPositions None = new(ImmutableDictionary<int, int>.Empty);

    private readonly ImmutableDictionary<int, int> _indexByArray;

    private ArrayPositions(ImmutableDictionary<int, int> indexByArray) => _indexByArray = indexByArray;

    /// <summary>These positions and one more.</summary>
    public ArrayPositions With(int array, int index) => new(_indexByArray.SetItem(array, index));

    /// <summary>Both, or null when they lie in different elements of one array.</summary>
    public ArrayPositions? With(ArrayPositions other)
    {
        var merged = _indexByArray;
        foreach (var (array, index) in other._indexByArray)
        {
            if (merged.TryGetValue(array, out var known) && known != index)
            {
                return null;
            }

            merged = merged.SetItem(array, index);
        }

        return new(merged);
    }
}
