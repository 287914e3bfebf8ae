using System.Text.Json.Serialization;
using Sluice.Operating;

namespace Sluice.Cli.Output;

/// <summary>One content in the answer of <c>sluice unload --json</c>. People script against its keys.</summary>
/// <param name="ETag">Its entity tag.</param>
/// <param name="LoadId">Its identity.</param>
/// <param name="Table">The table that it was loaded into.</param>
/// <param name="StateBefore">What the ledger said of it.</param>
/// <param name="LedgerRows">How many rows the ledger knew.</param>
/// <param name="Rows">How many rows the table had of it.</param>
/// <param name="ViewsLeft">Tables behind materialized views whose rows were left.</param>
internal sealed record UnloadedVersion(
    [property: JsonPropertyName("etag")] string ETag, string LoadId, string Table, string StateBefore, ulong LedgerRows, long Rows, IReadOnlyList<string> ViewsLeft)
{
    public static UnloadedVersion Of(UnloadVersion version, long rows, bool ignoreViews) => new(
        version.Entry.ETag,
        version.Entry.LoadId.Value,
        version.Target.Name.ToString(),
        KnownVersions.Word(version.Entry.State),
        version.Entry.Rows,
        rows,
        ignoreViews ? [.. version.Target.Written.Skip(1).Select(table => table.Name.ToString())] : []);
}
