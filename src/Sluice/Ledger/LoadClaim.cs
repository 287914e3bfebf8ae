namespace Sluice.Ledger;

/// <summary>
/// What an attempt claims before it asks, so that of two deliveries of one object only one begins an insert. (Once an insert is intended,
/// anybody may repeat it: it has a token.)
/// </summary>
/// <param name="Subject">The object version; or its key, where the contents of a key exclude one another.</param>
/// <param name="Key">Key of the object.</param>
internal readonly record struct LoadClaim(LoadId Subject, string Key);
