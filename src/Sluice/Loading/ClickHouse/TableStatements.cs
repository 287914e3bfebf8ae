using Sluice.Loading.Targets;

namespace Sluice.Loading.ClickHouse;

/// <summary>Statements that make a table fit for exactly-once loading; harmless to run again.</summary>
internal static class TableStatements
{
    /// <summary>Has the table remember its latest blocks.</summary>
    public static string SetWindow(TableName table, long window) =>
        $"ALTER TABLE {table.Quoted} MODIFY SETTING non_replicated_deduplication_window = {window}";

    /// <summary>
    /// Adds the column that says which object a row came from. Rows that are there already say nothing. As a dictionary, since a block has few objects: a text in each row takes an
    /// insert half as much time again, and twice the memory.
    /// </summary>
    public static string AddProvenance(TableName table, string column) =>
        $"ALTER TABLE {table.Quoted} ADD COLUMN IF NOT EXISTS {Sql.Identifier(column)} LowCardinality(String) DEFAULT '' CODEC(ZSTD)";

    /// <summary>What an administrator runs so that the user may take rows out.</summary>
    public static string GrantDelete(TableName table, string user) => $"GRANT ALTER DELETE ON {table.Quoted} TO {Sql.Identifier(user)}";
}
