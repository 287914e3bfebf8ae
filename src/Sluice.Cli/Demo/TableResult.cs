namespace Sluice.Cli.Demo;

/// <summary>What became of one table's objects.</summary>
/// <param name="Objects">Objects uploaded.</param>
/// <param name="Loaded">Objects whose rows are in the table.</param>
/// <param name="DeadLettered">Objects whose message is in the dead-letter queue.</param>
/// <param name="RowsExpected">Rows of the objects that are not dead-lettered.</param>
/// <param name="RowsLoaded">Rows in the table.</param>
/// <param name="Lost">Rows that the objects have and the table has not; an object that ended nowhere counts at least 1.</param>
/// <param name="Duplicated">Rows that the table has and the objects have not.</param>
/// <param name="P50Ms">Median from the start of the upload until queryable, in milliseconds.</param>
/// <param name="P95Ms">95th percentile of the same.</param>
internal sealed record TableResult(
    int Objects, int Loaded, int DeadLettered, long RowsExpected, long RowsLoaded, long Lost, long Duplicated, double P50Ms, double P95Ms);
