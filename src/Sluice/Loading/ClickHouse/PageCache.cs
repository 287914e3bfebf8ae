namespace Sluice.Loading.ClickHouse;

/// <summary>
/// ClickHouse's page cache, where its configuration has one (<c>page_cache_max_size</c>): a small object that was fetched for its footer is not fetched again for its rows. It knows objects by path
/// and entity tag, so that one that was overwritten meanwhile is another object to it.
/// </summary>
internal static class PageCache
{
    /// <summary>Largest object that is kept: <c>page_cache_block_size</c>'s default. Of larger ones a footer is a small part, and they would push out others.</summary>
    public const long MaxObjectBytes = 1 << 20;

    // system.settings_changes: new in 26.2.
    private static readonly Version _known = new(26, 2);

    /// <summary>What has a statement use it.</summary>
    public static IReadOnlyDictionary<string, object> Settings { get; } = new Dictionary<string, object> { ["use_page_cache_for_object_storage"] = "1" };

    /// <summary>Whether a ClickHouse knows <see cref="Settings"/>: it refuses what it does not know.</summary>
    /// <param name="serverVersion">Its version, such as <c>26.7.2.1</c>.</param>
    public static bool IsKnownTo(string serverVersion) => Version.TryParse(serverVersion, out var version) && version >= _known;

    /// <summary>Whether it is worth keeping objects for the next statement.</summary>
    /// <param name="fileBytes">Their sizes in bytes; null where a message does not say.</param>
    public static bool Takes(IEnumerable<long?> fileBytes) => fileBytes.All(bytes => bytes <= MaxObjectBytes);
}
