namespace Sluice.Loading.Contract;

/// <summary>What does not fit between a file, its path and a table.</summary>
internal enum FindingKind
{
    /// <summary>A table column that is neither Nullable nor defaulted has no source.</summary>
    MissingRequired,

    /// <summary>A Nullable table column has no source and becomes NULL.</summary>
    MissingNullable,

    /// <summary>A table column has no source and gets its DEFAULT.</summary>
    MissingDefaulted,

    /// <summary>A default needs an EPHEMERAL column that has no source.</summary>
    MissingEphemeral,

    /// <summary>The table has no column for one of the file's.</summary>
    ExtraColumn,

    /// <summary>A column that evolve mode adds.</summary>
    AddedColumn,

    /// <summary>The types fit for some values only; others change silently.</summary>
    LossyType,

    /// <summary>The types fit for some values only; others fail the insert.</summary>
    GuardedType,

    /// <summary>The types do not go together.</summary>
    IncompatibleType,

    /// <summary>NULLs would become the column's default.</summary>
    NullsBecomeDefaults,

    /// <summary>The file names a column that ClickHouse computes by itself.</summary>
    ComputedColumn,

    /// <summary>The file brings the column that Sluice fills.</summary>
    ReservedColumn,

    /// <summary>A name occurs twice in the file, or in its path with different values.</summary>
    DuplicateColumn,

    /// <summary>Two names differ in case or separators only.</summary>
    NearMiss,

    /// <summary>A hive key's value is not one of the column's type.</summary>
    HiveValue,

    /// <summary>A hive key and a file column have one name.</summary>
    HiveOverridesFile,

    /// <summary>The table has no column for a hive key.</summary>
    HiveUnused,

    /// <summary>File and table have no column in common.</summary>
    NothingInCommon,
}
