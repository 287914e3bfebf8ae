namespace Sluice.Loading.Contract;

/// <summary>A column to add to the table before the insert.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type: the file's, Nullable where that can be.</param>
internal sealed record ColumnAddition(string Name, string Type);
