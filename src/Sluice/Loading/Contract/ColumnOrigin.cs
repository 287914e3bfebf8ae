namespace Sluice.Loading.Contract;

/// <summary>Where the values of a table column come from.</summary>
internal enum ColumnOrigin
{
    /// <summary>The file's column of the same name.</summary>
    File,

    /// <summary>The path's key of the same name.</summary>
    HiveKey,

    /// <summary>The column's expression, NULL, or the type's default.</summary>
    Default,

    /// <summary>The load id.</summary>
    Provenance,
}
