namespace Sluice.Loading.Contract;

/// <summary>What a finding says to people: what would happen, and what to do.</summary>
internal static class Explanations
{
    public const string NothingInCommon =
        "No column of the file has a column in the table, so that every row would be made of defaults: check that the object belongs to this table.";

    public static string MissingRequired(string column) =>
        $"Neither the file nor its path has {column}, and ClickHouse would fill its type's default silently: write the column, or give it a DEFAULT or make it Nullable in the table.";

    public static string MissingNullable(string column) => $"The file has no {column}, which becomes NULL: nothing to do if the file is meant to be without it.";

    public static string MissingDefaulted(string column, string expression) => $"The file has no {column}, which becomes {expression}: nothing to do if that is meant.";

    public static string MissingEphemeral(string column) => $"The file has no {column}, which is never stored: nothing to do.";

    public static string NeededEphemeral(string column, string needing) =>
        $"The file has neither {column} nor {needing}, whose default would be computed from nothing: write one of them.";

    public static string Extra(string column) =>
        $"The table has no {column}, and ClickHouse would drop its values silently: add the column to the table, or stop writing it.";

    public static string ExtraByCase(string column, string near) =>
        $"The table has {near} and no {column}, and names are case-sensitive: write {near}, because adding {column} would leave two columns that differ in case only.";

    public static string Added(string column, string type) => $"The table gets {column} {type}: nothing to do.";

    public static string Converted(string column, Conversion conversion) => conversion.Fit switch
    {
        ConversionFit.Guarded => $"{Sentence(conversion.Reason)}: nothing to do if {column} has no such value.",
        ConversionFit.Lossy when conversion.IsAboutNulls =>
            $"{Sentence(conversion.Reason)}: make {column} Nullable in the table, or write no NULLs, with statistics that say so.",
        ConversionFit.Lossy => $"{Sentence(conversion.Reason)}: give {column} the file's type in the table, or write it in the table's type.",
        _ => $"{Sentence(conversion.Reason)}: write {column} in the table's type.",
    };

    public static string Computed(string column, ColumnDefault kind) =>
        $"The table computes {column} ({kind.ToString().ToUpperInvariant()}), and the file's values would be dropped: stop writing it, or make it a DEFAULT column.";

    public static string Reserved(string column) =>
        $"Sluice fills {column} with the load id, and the file's values would be dropped: stop writing it, or configure another name.";

    public static string Duplicate(string column) => $"The file has {column} more than once, and nobody can say which is meant: write it once.";

    public static string DuplicateKey(string key) =>
        $"The path has {key}= more than once with different values, which ClickHouse refuses: write the object under another path.";

    public static string NearMiss(string missing, string present) =>
        $"The table has {missing}, the object has {present}: names must be the same to the letter, so rename one if they are meant to be the same.";

    public static string HiveValue(HiveKey key, string type) => $"The path's {key.Name}={key.Value} is not a value of {type}: write the object under another path.";

    public static string HiveUnverified(HiveKey key, string type) =>
        $"Nobody can promise that the path's {key.Name}={key.Value} stays the same as {type}: write {key.Name} into the file instead, or make the column a String.";

    public static string HiveOverrides(HiveKey key) =>
        $"ClickHouse takes {key.Name}={key.Value} of the path for every row and drops the file's own {key.Name}: leave it out of the file or of the path.";

    public static string HiveUnused(HiveKey key) => $"The table has no column for the path's {key.Name}={key.Value}: nothing to do if it only sorts files.";

    private static string Sentence(string reason) => char.ToUpperInvariant(reason[0]) + reason[1..];
}
