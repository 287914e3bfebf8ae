using System.Globalization;
using Sluice.Configuration;
using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>Writes the statements that put rows into tables.</summary>
internal static class InsertStatement
{
    /// <summary>Message of the fence, by which its refusal is known.</summary>
    public const string LateMessage = "Sluice: the insert came after its deadline";

    /// <summary>Message of the pin, by which its refusal is known.</summary>
    public const string OverwrittenMessage = "Sluice: the object was overwritten";

    /// <summary>Column of a staging table that holds the row's number in its object.</summary>
    public const string RowColumn = "_sluice_row";

    /// <summary>From S3 into the target.</summary>
    /// <param name="plan">What to insert.</param>
    /// <param name="source">The <c>s3(…)</c> function of its objects.</param>
    /// <param name="pathOf">An object's <c>_path</c> by its key.</param>
    public static string FromS3(InsertPlan plan, string source, Func<string, string> pathOf)
    {
        string[] columns = [.. plan.Columns.Select(Sql.Identifier)];
        string ByPath(Func<InsertedObject, string> value) => plan.Objects is [var single]
            ? Sql.Literal(value(single))
            : $"transform(_path, [{List(plan.Objects.Select(each => pathOf(each.Key)))}], [{List(plan.Objects.Select(value))}], '')";
        var (into, from) = plan.Provenance is { } provenance
            ? (columns.Append(Sql.Identifier(provenance)), columns.Append(ByPath(each => each.Id.Value)))
            : (columns, columns);
        return
            $"""
             INSERT INTO {plan.Target.Quoted} ({string.Join(", ", into)})
             SELECT {string.Join(", ", from)} FROM {source}
             WHERE {Fence(plan.Deadline)} AND {Pin(ByPath(each => each.ETag))}
             """;
    }

    /// <summary>What would be sent for a single object, as people may see it: without credentials.</summary>
    public static string Explain(InsertPlan plan, SluiceSettings settings) =>
        FromS3(plan, S3Function.Shown(settings, plan.Objects[0].Key), key => $"{settings.Topology.Bucket}/{key}");

    /// <summary>From S3 into a staging table, every row with its number.</summary>
    public static string ToStaging(StagingPlan plan, string source)
    {
        var columns = string.Join(", ", plan.Columns.Select(column => Sql.Identifier(column.Column)));
        return
            $"""
             INSERT INTO {plan.Staging.Quoted} ({columns}, {RowColumn})
             SELECT {columns}, assumeNotNull(_row_number) FROM {source}
             WHERE {Fence(plan.Deadline)} AND {Pin(Sql.Literal(plan.Object.ETag))}
             """;
    }

    /// <summary>One chunk of a staging table into the target.</summary>
    /// <param name="plan">What to insert.</param>
    /// <param name="staging">Where it is staged.</param>
    /// <param name="firstRow">Number of the chunk's first row.</param>
    /// <param name="rows">Rows of the chunk.</param>
    public static string FromStaging(InsertPlan plan, TableName staging, long firstRow, long rows)
    {
        string[] columns = [.. plan.Columns.Select(Sql.Identifier)];
        var (into, from) = plan.Provenance is { } provenance
            ? (columns.Append(Sql.Identifier(provenance)), columns.Append(Sql.Literal(plan.Objects[0].Id.Value)))
            : (columns, columns);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
             INSERT INTO {plan.Target.Quoted} ({string.Join(", ", into)})
             SELECT {string.Join(", ", from)} FROM {staging.Quoted}
             WHERE {RowColumn} >= {firstRow} AND {RowColumn} < {firstRow + rows} AND {Fence(plan.Deadline)}
             ORDER BY {RowColumn}
             """);
    }

    /// <summary>Refuses to start after the deadline.</summary>
    public static string Fence(DateTime deadline) =>
        $"throwIf(now64(3) > toDateTime64({Sql.Literal(deadline.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture))}, 3, 'UTC'), {Sql.Literal(LateMessage)}) = 0";

    private static string Pin(string expected) => $"throwIf(trimBoth(_etag, '\"') != {expected}, {Sql.Literal(OverwrittenMessage)}) = 0";

    private static string List(IEnumerable<string> values) => string.Join(", ", values.Select(Sql.Literal));
}
