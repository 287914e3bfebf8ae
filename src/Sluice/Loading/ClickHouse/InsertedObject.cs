using Sluice.Ledger;

namespace Sluice.Loading.ClickHouse;

/// <summary>An object of an INSERT.</summary>
/// <param name="Key">Its key.</param>
/// <param name="ETag">Entity tag that it must still have.</param>
/// <param name="Id">What its rows are marked with where the table has the column.</param>
internal sealed record InsertedObject(string Key, string ETag, LoadId Id);
