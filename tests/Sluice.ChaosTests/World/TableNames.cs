namespace Sluice.ChaosTests.World;

/// <summary>Where each table is and under which keys its objects are.</summary>
internal static class TableNames
{
    /// <summary>Domain of the tables that take objects of one block.</summary>
    public const string SmallDomain = "market";

    /// <summary>Domain of the table that takes large objects.</summary>
    public const string LargeDomain = "analytics";

    /// <summary>The view's target.</summary>
    public const string Sums = $"{SmallDomain}.viewed_sums";

    public static string Of(ChaosTable table) => table switch
    {
        ChaosTable.Plain => "plain",
        ChaosTable.Provenance => "provenance",
        ChaosTable.Viewed => "viewed",
        ChaosTable.Partitioned => "partitioned",
        _ => "staged",
    };

    public static string FullName(ChaosTable table) => $"{Domain(table)}.{Of(table)}";

    /// <summary>Key of the object with that number.</summary>
    public static string Key(ChaosTable table, int number) => $"{Domain(table)}/{Of(table)}/ds=2026-01-{1 + (number % 3):00}/o{number:D6}.parquet";

    private static string Domain(ChaosTable table) => table == ChaosTable.Staged ? LargeDomain : SmallDomain;
}
