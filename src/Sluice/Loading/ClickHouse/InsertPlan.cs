using System.Collections.Immutable;
using Sluice.Admitting;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>An INSERT that may be sent again: same object, same token, same shape of block.</summary>
/// <param name="Request">The object.</param>
/// <param name="Target">The table.</param>
/// <param name="Columns">Columns that the object fills, by name.</param>
/// <param name="Token">The deduplication token.</param>
/// <param name="ETag">Entity tag that the object must still have.</param>
/// <param name="Deadline">Server time after which the statement refuses to start.</param>
/// <param name="Provenance">Column to fill and its value, or null when the table has none.</param>
internal sealed record InsertPlan(
    LoadRequest Request,
    TableName Target,
    ImmutableArray<string> Columns,
    string Token,
    string ETag,
    DateTime Deadline,
    (string Column, string Value)? Provenance);
