namespace Sluice.Loading.Contract;

/// <summary>One thing that does not simply fit.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Column">Column or hive key that it is about.</param>
/// <param name="FileType">The file's type, or null when the file has no such column.</param>
/// <param name="TableType">The table's type, or null when the table has no such column.</param>
/// <param name="Severity">What it means for the object.</param>
/// <param name="Explanation">One sentence: what would happen and what to do.</param>
internal sealed record ContractFinding(
    FindingKind Kind, string Column, string? FileType, string? TableType, FindingSeverity Severity, string Explanation);
