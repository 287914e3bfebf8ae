namespace Sluice.Loading.Contract;

/// <summary>A table column and the source of its values.</summary>
/// <param name="Column">The table's column, and the source's: names are never translated.</param>
/// <param name="Type">The table column's type.</param>
/// <param name="Origin">Where the values come from.</param>
internal sealed record ColumnMapping(string Column, string Type, ColumnOrigin Origin)
{
    /// <summary>True when the column belongs into the INSERT's column list.</summary>
    public bool IsInserted => Origin != ColumnOrigin.Default;
}
