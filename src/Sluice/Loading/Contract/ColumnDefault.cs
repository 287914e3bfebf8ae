namespace Sluice.Loading.Contract;

/// <summary>What <c>default_kind</c> of <c>system.columns</c> says.</summary>
internal enum ColumnDefault
{
    /// <summary>No expression: ClickHouse fills the type's default, silently.</summary>
    None,

    /// <summary>An expression stands in where no value comes.</summary>
    Default,

    /// <summary>Computed and stored; cannot be inserted.</summary>
    Materialized,

    /// <summary>Computed when read; cannot be inserted.</summary>
    Alias,

    /// <summary>Inserted for other columns' expressions, never stored.</summary>
    Ephemeral,
}
