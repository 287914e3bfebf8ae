namespace Sluice.Loading.ClickHouse;

/// <summary>
/// The settings that make a token count, whatever the server's defaults or the user's profile. Later ClickHouse leaves an <c>INSERT … SELECT</c> out of
/// deduplication without a word when it judges its result not to be the same every time; here it must say so.
/// </summary>
internal static class Deduplication
{
    // system.settings_changes: deduplicate_insert is new in 26.2, deduplicate_insert_select in 25.12.
    private static readonly Version _renamed = new(26, 2);

    /// <param name="token">The deduplication token.</param>
    /// <param name="serverVersion">ClickHouse's version, such as <c>26.7.2.1</c>: it refuses settings that it does not know.</param>
    public static IEnumerable<KeyValuePair<string, object>> Settings(string token, string serverVersion)
    {
        yield return new("insert_deduplicate", "1");
        yield return new("insert_deduplication_token", token);
        yield return new("deduplicate_blocks_in_dependent_materialized_views", "1");
        yield return new("async_insert", "0");
        if (Version.TryParse(serverVersion, out var version) && version >= _renamed)
        {
            yield return new("deduplicate_insert", "enable");
            yield return new("deduplicate_insert_select", "force_enable");
        }
    }
}
